// Package console is the web console of one organisation: server-rendered pages that are complete
// without JavaScript, so that a duty officer can work through a night on whatever screen is there.
//
// A page reads through the desk and shows a struct of its own; an act is a form that becomes one
// client message, and a refusal shows the same page again with what was typed and what to do
// instead. Every form carries a request id: sent twice, it acts once. What the viewer may not see
// is not in the page, and the sender of a warning is not in it until its content was graded.
//
// One page is one file here and one template of the same name.
package console
