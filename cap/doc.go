// Package cap reads, checks, writes and resolves public alerts in the Common Alerting Protocol,
// version 1.2 (OASIS Standard, 1 July 2010; ITU-T X.1303bis).
//
//   - [Read] takes a stranger's bytes. It refuses what breaks the standard and says where, which clause,
//     and what to do. [ReadTolerant] reads what can be read and still reports all of it. Versions 1.0
//     and 1.1 are recognised. The bytes are kept as they came: a received alert is never rewritten.
//   - [Alert.Validate] lists what is wrong with an alert, each finding with its clause.
//   - [Write] writes an alert, and refuses one that a receiver could not use: every document that it
//     returns is valid under the OASIS schema, and one that ends an alert says so in words.
//   - [Alert.Update] and [Alert.Cancel] make the messages that follow an alert.
//   - [Resolve] says what of many messages is in force: replaced, cancelled, expired, in conflict.
//
// Nothing here fetches anything. XML signatures are counted and not verified: a signature proves nothing
// without a certificate that the receiver has pinned itself.
package cap
