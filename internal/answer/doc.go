// Package answer is what somebody without an account sees: the page behind the link of a message,
// where a person answers it, and the form behind the code on a site's poster, where a person says
// what was seen.
//
// A link is a capability: who has it can do the one thing that it is for. Opening a page changes
// nothing, because scanners of mail open links too; every change is a POST. The pages need no
// script, ask for no cookie, and reach for nothing outside.
package answer
