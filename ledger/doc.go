// Package ledger is an append-only Merkle log that a distrusting peer can check.
//
// A log holds one leaf for each act: the 32-byte id of a signed statement and nothing else, so
// that content can be erased without breaking the log. A [Checkpoint] says how many leaves the
// log has and what their root is; signed, it binds the log's operator. A [Proof] shows that a
// statement is in the log ([VerifyInclusion]) or that the log only grew since an older
// checkpoint ([VerifyConsistency]). A [ProofFile] is all of it in one file to hand over. When a
// log ends and another goes on in its place, [VerifySuccession] shows that it begins with the
// same leaves. Checking needs neither network nor clock.
//
// A log is published as a folder of static files: [Export] writes it or brings it up to date, and
// a [Folder] reads it as somebody does who does not trust who wrote it.
//
// Hashing is that of RFC 6962 and RFC 9162, signatures are C2SP signed-note, checkpoints are
// C2SP tlog-checkpoint, folders C2SP tlog-tiles, proof files C2SP tlog-proof, so that other
// people's tools can check us. What we write is within these formats; what we read is narrower
// than they allow, and each function says where.
//
// The package keeps nothing: an engine stores the hashes that [Append] returns and hands them
// back as a [HashReader]; [Mem] does so in memory.
//
// No function panics or hangs on hostile input. Sizes are limited to [MaxSize].
package ledger
