// Package seal makes and reads statements: what an organisation says and signs.
//
// A statement is a signed note with exactly one signature. Its text is two lines, the type and
// one line of JSON:
//
//	tocsin/act/v1
//	{"nonce":"...","request":"...", ...}
//
//	— tocsin/hall/desk bXkga2V5IGhhc2g...
//
// What is signed is the exact bytes. A reader parses the JSON into the one Go type of that
// statement, encodes it again and demands the same bytes: so two readers cannot see two
// contents under one signature, and there are no duplicate keys, no case folding, no unknown
// fields. Numbers are whole and at most 2^53; times are text ([FormatTime]).
//
// A statement's id is SHA-256 of all its bytes, the signature included, and is the leaf of the
// log in package ledger. A statement holds no content, only salted commitments to it ([Commit]),
// so that content can be erased and the log stays whole.
package seal
