// Package picture draws what several surfaces show: a window on a time line, and places on a map. What it
// draws is SVG for a page with a strict policy: no script, no style in it, no address of another host.
package picture
