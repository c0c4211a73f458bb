package delivery

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/strict"
)

// Config says how a node reaches people. The zero value reaches nobody by itself: calls, visits and
// letters stay.
type Config struct {
	URL     string         `yaml:"url"` // under which people outside reach the node, as https://desk.example
	Mail    *MailSettings  `yaml:"mail"`
	Webhook *WebhookConfig `yaml:"webhook"`
}

// MailSettings is MailConfig as it stands in the file.
type MailSettings struct {
	Host         string `yaml:"host"`
	Port         int    `yaml:"port"`
	From         string `yaml:"from"`
	TLS          string `yaml:"tls"`
	Username     string `yaml:"username"`
	PasswordFile string `yaml:"password_file"` // relative to the configuration
}

// maxConfig is the most bytes of a configuration.
const maxConfig = 64 << 10

// ReadConfig reads the configuration of delivery. Unknown keys are errors.
func ReadConfig(path string) (Config, error) {
	var c Config
	data, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	doc, err := strict.YAML(path, data, &c, strict.WithLimits(strict.Limits{Bytes: maxConfig}))
	if err != nil {
		return c, errors.New(doc.Excerpt(err))
	}
	if c.Mail != nil && c.Mail.PasswordFile != "" && !filepath.IsAbs(c.Mail.PasswordFile) {
		c.Mail.PasswordFile = filepath.Join(filepath.Dir(path), c.Mail.PasswordFile)
	}
	return c, c.check()
}

func (c Config) check() error {
	if c.URL == "" {
		return nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("url: %q is no address under which a node is reached, as https://desk.example is", c.URL)
	}
	return nil
}

// Channels makes the channels that the configuration names.
func (c Config) Channels(d *desk.Desk) (map[tocsin.Channel]Channel, error) {
	out := map[tocsin.Channel]Channel{}
	if m := c.Mail; m != nil {
		conf := MailConfig{Host: m.Host, Port: m.Port, From: m.From, TLS: m.TLS, Username: m.Username}
		if m.PasswordFile != "" {
			b, err := os.ReadFile(m.PasswordFile)
			if err != nil {
				return nil, fmt.Errorf("mail.password_file: %w", err)
			}
			conf.Password = strings.TrimSpace(string(b))
		}
		ch, err := NewMail(conf, c.URL)
		if err != nil {
			return nil, err
		}
		out[tocsin.ByMail] = ch
	}
	if c.Webhook != nil {
		ch, err := NewWebhook(*c.Webhook, d.WebhookSecret, c.URL)
		if err != nil {
			return nil, err
		}
		out[tocsin.ByWebhook] = ch
	}
	return out, nil
}
