// Package bulletin is what everybody can read without an account: a page of every alert in force and of
// those that ended a short while ago, and a page for each alert with what to do, until when, and its map.
//
// Its pages are made of the CAP messages as they were published and of nothing else: it cannot import what
// the desk knows, so a page can tell nobody more than the message does. They need no script and ask no other
// host for anything.
package bulletin
