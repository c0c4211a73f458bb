package delivery

import "net/netip"

// CheckAddress is checkAddress.
func CheckAddress(a netip.Addr, allowed ...netip.Prefix) error { return checkAddress(a, allowed) }
