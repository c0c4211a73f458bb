//go:build unix

package delivery_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// eximConfig is a whole mail server in a folder of its own, as one user without rights: it takes
// nothing without TLS, knows no "nobody", makes "grey" wait once, and puts the rest into one mailbox.
var eximConfig = template.Must(template.New("").Parse(`exim_path = {{.Dir}}/exim
spool_directory = {{.Dir}}/spool
log_file_path = {{.Dir}}/log-%s
pid_file_path = {{.Dir}}/pid
exim_user = {{.UID}}
exim_group = {{.GID}}
primary_hostname = localhost
local_interfaces = 127.0.0.1
daemon_smtp_ports = {{.Port}}
disable_ipv6 = true
keep_environment =
deliver_drop_privilege = true
host_lookup =
tls_advertise_hosts = *
tls_certificate = {{.Dir}}/cert.pem
tls_privatekey = {{.Dir}}/key.pem
acl_smtp_rcpt = rcpt
acl_smtp_data = data
begin acl
rcpt:
  deny ! encrypted = *
       message = 5.7.0 TLS first
  deny local_parts = nobody
       message = 5.1.1 no such user
  defer local_parts = grey
       condition = ${if exists{{"{"}}{{.Dir}}/seen}{no}{yes}}
       condition = ${run{/usr/bin/touch {{.Dir}}/seen}{yes}{yes}}
       message = 4.7.1 greylisted, try again
  accept
data:
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = {{.Dir}}/mailbox
  create_directory = false
  envelope_to_add
begin retry
* * F,1h,1s
`))

// An mta is Debian's exim, running on loopback until the test ends.
type mta struct {
	dir   string
	port  int
	trust *tls.Config
}

// startMTA starts the server, or skips the test where there is none.
func startMTA(t *testing.T) *mta {
	t.Helper()
	program := ""
	for _, name := range []string{"exim4", "exim", "/usr/sbin/exim4", "/usr/sbin/exim"} {
		if p, err := exec.LookPath(name); err == nil {
			program = p
			break
		}
	}
	if program == "" {
		t.Skip("no mail server of others is here: apt-get install exim4-daemon-light")
	}
	m := &mta{dir: t.TempDir(), port: freePort(t)}
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 {
		uid, gid = 65534, 65534 // it must not deliver as root
	}
	m.furnish(t, program, uid, gid)
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute) // it lives no longer, whatever happens
	t.Cleanup(stop)
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(m.dir, "exim"), "-C", filepath.Join(m.dir, "config"), "-bdf")
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.Env, cmd.WaitDelay = m.dir, &said, &said, []string{"PATH=/usr/bin:/bin"}, 5*time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		t.Skipf("the mail server cannot be started here: %v", err)
	}
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	deadline := time.Now().Add(30 * time.Second)
	for {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", m.port), time.Second)
		if err == nil {
			_ = c.Close()
			return m
		}
		if time.Now().After(deadline) {
			stop()
			_ = cmd.Wait()
			t.Fatalf("the mail server does not listen: %v\n%s", err, said.String())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// furnish lays out the server's folder, which belongs to who runs it. The program is a copy: the
// installed one would take root's rights.
func (m *mta) furnish(t *testing.T, program string, uid, gid int) {
	t.Helper()
	exim, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	pair, roots := certificate(t)
	m.trust = &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	var config bytes.Buffer
	at := map[string]any{"Dir": m.dir, "UID": uid, "GID": gid, "Port": m.port}
	if err := eximConfig.Execute(&config, at); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]struct {
		data []byte
		mode os.FileMode
	}{
		"exim":     {exim, 0o755},
		"config":   {config.Bytes(), 0o644},
		"cert.pem": {pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}), 0o644},
		"key.pem":  {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600},
		"mailbox":  {nil, 0o600},
	} {
		path := filepath.Join(m.dir, name)
		if err := os.WriteFile(path, f.data, f.mode); err != nil {
			t.Fatal(err)
		}
		own(t, path, uid, gid)
	}
	own(t, m.dir, uid, gid)
	for dir := m.dir; dir != filepath.Dir(dir) && dir != os.TempDir(); dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // who runs it walks through
			break
		}
	}
}

func own(t *testing.T, path string, uid, gid int) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	if err := os.Chown(path, uid, gid); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// mailbox is what has been delivered, once it holds what is waited for.
func (m *mta) mailbox(t *testing.T, want ...string) string {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		b, err := os.ReadFile(filepath.Join(m.dir, "mailbox"))
		if err != nil {
			t.Fatal(err)
		}
		missing := ""
		for _, w := range want {
			if !strings.Contains(string(b), w) {
				missing = w
			}
		}
		if missing == "" {
			return string(b)
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(m.dir, "log-main"))
			t.Fatalf("the mailbox does not hold %q:\n%s\n%s", missing, b, log)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestRealMailServer sends through a mail server that we did not write: over STARTTLS into a mailbox
// that is read back; to a receiver that is greylisted once, and then accepted under the same message
// id; and to one that there is not, which ends the try for good and leaves its cause without the address.
func TestRealMailServer(t *testing.T) {
	m := startMTA(t)
	w := tocsintest.New(t, tocsintest.Options{Seed: "mta"}, "embassy")
	w.Act("embassy", tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: "embassy", Name: "Embassy of Norland", Kind: tocsin.OrgGovernment}})
	names := []string{"good", "grey", "nobody"}
	told := map[string]tocsin.NotificationID{}
	for _, n := range names {
		w.Act("embassy", tocsin.Administrator, client.SetContacts{Contacts: []tocsin.Contact{{
			ID: tocsin.ContactID(n), For: tocsin.Party{Role: tocsin.DutyOfficer}, Channel: tocsin.ByMail, Address: n + "@guard.example",
		}}})
		told[n] = tocsin.NotificationID(w.Act("embassy", tocsin.Administrator, client.TestContact{Contact: tocsin.ContactID(n)}).Object.ID)
	}
	channel, err := delivery.NewMail(delivery.MailConfig{Host: "127.0.0.1", Port: m.port, From: "desk@embassy.example", RootCAs: m.trust}, "https://desk.example")
	if err != nil {
		t.Fatal(err)
	}
	worker := delivery.New(delivery.Options{
		Desk: w.Desk("embassy"), Channels: map[tocsin.Channel]delivery.Channel{tocsin.ByMail: channel}, Idle: 20 * time.Millisecond,
	})
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	done := make(chan struct{})
	go func() { defer close(done); worker.Run(ctx) }()
	defer func() { stop(); <-done }()

	d := w.Desk("embassy")
	// reached waits until the message of a notice has come to a state, and returns it with its attempts.
	reached := func(name, state string) (string, []tocsin.Attempt) {
		t.Helper()
		deadline := time.Now().Add(30 * time.Second)
		for {
			n, err := d.Telling(t.Context(), desk.Viewer{All: true}, told[name])
			if err != nil || len(n.Deliveries) != 1 {
				t.Fatal(n, err)
			}
			id := n.Deliveries[0].ID
			if n.Deliveries[0].State == state {
				all, err := d.Attempts(t.Context(), id, 10)
				if err != nil {
					t.Fatal(err)
				}
				return id, all
			}
			if time.Now().After(deadline) {
				t.Fatalf("the mail to %s is %+v", name, n.Deliveries[0])
			}
			time.Sleep(20 * time.Millisecond)
		}
	}

	good, _ := reached("good", tocsin.AttemptRelayed)
	text := m.mailbox(t, "Message-ID: <"+good+"@embassy.example>")
	for _, want := range []string{"esmtps", "Envelope-to: good@guard.example", "THIS IS A TEST", "Embassy of Norland", "https://desk.example/a/"} {
		if !strings.Contains(text, want) {
			t.Errorf("what arrived does not hold %q:\n%s", want, text)
		}
	}

	gone, tries := reached("nobody", tocsin.AttemptGivenUp)
	if len(tries) != 1 || tries[0].Code != 550 || strings.Contains(tries[0].Cause, "nobody@guard.example") || !strings.Contains(tries[0].Cause, "no such user") {
		t.Errorf("the attempts to reach nobody (%s) are %+v", gone, tries)
	}
	if n, err := d.Telling(t.Context(), desk.Viewer{All: true}, told["nobody"]); err != nil || n.State != tocsin.NotificationUnanswered {
		t.Errorf("nothing can arrive, and the notice is %s: %v", n.State, err)
	}

	grey, tries := reached("grey", tocsin.AttemptFailed)
	if len(tries) != 1 || tries[0].Code != 451 || !strings.Contains(tries[0].Cause, "greylisted") {
		t.Fatalf("the first attempt is %+v", tries)
	}
	w.Clock.Set(w.Clock.Now().Add(3 * time.Second))
	if _, tries = reached("grey", tocsin.AttemptRelayed); len(tries) != 2 || tries[0].Number != 2 {
		t.Errorf("the attempts are %+v", tries)
	}
	if text = m.mailbox(t, "Message-ID: <"+grey+"@embassy.example>"); strings.Count(text, "Message-ID: <"+grey) != 1 || strings.Contains(text, gone) {
		t.Errorf("the mailbox holds\n%s", text)
	}
}

// TestRealMailServerWantsTLS: what must not go in the clear does not.
func TestRealMailServerWantsTLS(t *testing.T) {
	m := startMTA(t)
	plain, err := delivery.NewMail(delivery.MailConfig{Host: "127.0.0.1", Port: m.port, From: "desk@embassy.example", TLS: "none"}, "")
	if err != nil {
		t.Fatal(err)
	}
	strange, err := delivery.NewMail(delivery.MailConfig{Host: "127.0.0.1", Port: m.port, From: "desk@embassy.example"}, "") // nobody vouches for its certificate
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]*delivery.Mail{"in the clear": plain, "to a server nobody vouches for": strange} {
		if out := c.Send(t.Context(), toMail("good@guard.example")); out.State == tocsin.AttemptRelayed {
			t.Errorf("a mail went %s: %+v", what, out)
		}
	}
	if b, err := os.ReadFile(filepath.Join(m.dir, "mailbox")); err != nil || len(b) > 0 {
		t.Errorf("the mailbox holds %q, %v", b, err)
	}
}
