package node

import (
	"log/slog"
	"time"

	"tocsin/internal/delivery"
)

// courier makes the worker that reaches people over the channels of a configuration. Its address, if
// none is given, is the one at which the node answers.
func (n *Node) courier(c delivery.Config, url string, log *slog.Logger) (*delivery.Worker, error) {
	if c.URL == "" {
		c.URL = url
	}
	channels, err := c.Channels(n.Desk)
	if err != nil {
		return nil, err
	}
	return delivery.New(delivery.Options{Desk: n.Desk, Channels: channels, Log: log, Idle: 250 * time.Millisecond}), nil
}
