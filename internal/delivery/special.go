package delivery

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"syscall"
)

// special are the ranges of the IANA special-purpose address registries (RFC 6890 and its updates),
// multicast, and what maps one family into another: behind each of them may stand the inside of a
// house, the machine itself, or the metadata of a cloud.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
	"192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64",
	"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// errAddress says that an address is not for us to call.
type errAddress struct{ why string }

func (e errAddress) Error() string { return e.why }

// checkAddress refuses an address of a special range that the operator did not allow.
func checkAddress(a netip.Addr, allowed []netip.Prefix) error {
	a = a.Unmap().WithZone("")
	within := func(p netip.Prefix) bool { return p.Contains(a) }
	if !a.IsValid() || slices.ContainsFunc(special, within) && !slices.ContainsFunc(allowed, within) {
		return errAddress{fmt.Sprintf("the name leads to %s, an address of the inside, which the operator has not allowed", a)}
	}
	return nil
}

// control checks the address that is really dialled, after names were resolved: a name that leads
// elsewhere the second time gains nothing.
func control(allowed []netip.Prefix) func(network, address string, c syscall.RawConn) error {
	return func(network, address string, _ syscall.RawConn) error {
		if network != "tcp4" && network != "tcp6" {
			return errAddress{"only TCP is used"}
		}
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return err
		}
		a, err := netip.ParseAddr(host)
		if err != nil {
			return errAddress{"what was resolved is no address"}
		}
		return checkAddress(a, allowed)
	}
}
