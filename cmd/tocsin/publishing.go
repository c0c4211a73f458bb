package main

import (
	"cmp"

	"tocsin/internal/node"
)

// publishing are the flags that say how public releases are published.
type publishing struct {
	CAPSender     string `name:"cap-sender" help:"Publish public releases as CAP alerts of this sender: a name that is yours alone, for example alerts@city.example." placeholder:"NAME" env:"TOCSIN_CAP_SENDER"`
	PublicURL     string `name:"public-url" help:"With --cap-sender: where everybody reaches this node, for example https://city.example. The alerts are at /public/ there. Default: that of --url." placeholder:"URL" env:"TOCSIN_PUBLIC_URL"`
	PublicRegion  string `name:"public-region" help:"Where, in words, when a public release tells no place." placeholder:"WORDS" env:"TOCSIN_PUBLIC_REGION"`
	PublicContact string `name:"public-contact" help:"Whom people can ask about an alert." placeholder:"WORDS" env:"TOCSIN_PUBLIC_CONTACT"`
}

// public is how the node publishes, or nil when it does not. Everybody reaches it where browsers do, if nothing
// else is said.
func (p publishing) public(e *env, url string) (*node.Public, error) {
	if p.CAPSender == "" && p.PublicURL == "" {
		return nil, nil
	}
	p.PublicURL = cmp.Or(p.PublicURL, url)
	zone, err := e.zone()
	if err != nil {
		return nil, err
	}
	out := node.Public{Sender: p.CAPSender, URL: p.PublicURL, Region: p.PublicRegion, Contact: p.PublicContact, Zone: zone}
	if err := out.Check(); err != nil {
		return nil, usage("--cap-sender, --public-url: %s", err)
	}
	return &out, nil
}
