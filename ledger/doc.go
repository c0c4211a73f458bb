// Package ledger is an append-only Merkle log that a distrusting peer can check.
//
// A log holds one leaf for each act: the 32-byte id of a signed statement and nothing else, so
// that content can be erased without breaking the log. A [Checkpoint] says how many leaves the
// log has and what their root is; signed, it binds the log's operator. A [Proof] shows that a
// statement is in the log ([VerifyInclusion]) or that the log only grew since an older
// checkpoint ([VerifyConsistency]). Checking needs neither network nor clock.
//
// Hashing is that of RFC 6962 and RFC 9162, signatures are C2SP signed-note, checkpoints are
// C2SP tlog-checkpoint, so that other people's tools can check us. The package stores nothing:
// an engine keeps the hashes that [Append] returns and hands them back as a [HashReader];
// [Mem] does so in memory.
//
// No function panics or hangs on hostile input. Sizes are limited to [MaxSize].
package ledger
