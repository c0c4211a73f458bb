// Package delivery tells people: it takes messages that are due from the queue of the desk, sends
// them over the channels that a node serves by itself, and has the desk record what came of it.
//
// Nothing here is kept in memory that would be missed. A message is the desk's: it was queued in the
// transaction of the act that causes it, is leased while it is being sent, and is due again when
// whoever had it dies. So each is sent at least once, and a repeat bears the same message id. What a
// message says is read from the record at the moment at which it is sent.
//
// Accepted by a relay, or by a receiver's system, is not told: only a person's answer is, and that
// is an act of the desk.
package delivery
