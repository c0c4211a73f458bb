package node

import "tocsin/internal/store"

// StoreOf is the store of a node.
func StoreOf(n *Node) store.Store { return n.store }
