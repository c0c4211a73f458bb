package node

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ParseProxies reads the addresses and networks of the proxies in front of a node: 127.0.0.1, 10.0.0.0/8.
func ParseProxies(in []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range in {
		if a, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is no address and no network: give 127.0.0.1, or 10.0.0.0/8", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// forwarded gives a request that a proxy passed on the address of who made it, so that limits count
// each client and not the proxy. Only what one of the proxies says is believed, and of its
// X-Forwarded-For the last address that is not a proxy's: what stands before it, the client wrote.
func forwarded(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	trusted := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && trusted(from.Addr()) {
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for _, hop := range slices.Backward(hops) {
				a, err := netip.ParseAddr(strings.TrimSpace(hop))
				if err != nil {
					break // whatever is further left, no proxy of ours vouches for it
				}
				told := *r
				told.RemoteAddr = net.JoinHostPort(a.Unmap().String(), "0")
				r = &told
				if !trusted(a) {
					break
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}
