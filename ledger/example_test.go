package ledger_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"

	"tocsin/ledger"
)

// An organisation logs a statement; a peer checks that it is there, and later that the log
// only grew.
func Example() {
	// A real key comes from crypto/rand.
	skey, vkey, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{}), "tocsin/hall")
	if err != nil {
		panic(err)
	}
	signer, _ := ledger.NewSigner(skey)
	verifier, _ := ledger.NewVerifier(vkey)

	var log ledger.Mem
	publish := func(statement string) (id [32]byte, note []byte) {
		id = sha256.Sum256([]byte(statement))
		log.Append(id)
		cp, _ := log.Checkpoint("tocsin/hall")
		note, _ = ledger.SignCheckpoint(cp.Text(), signer)
		return id, note
	}
	publish("a statement")
	id, first := publish("another")
	_, second := publish("a third")

	// The peer knows only the verifier key and what it is handed.
	known := ledger.VerifierList(verifier)
	older, err := ledger.OpenCheckpoint(first, "tocsin/hall", known)
	fmt.Println("older:", older.Size, err)
	newer, err := ledger.OpenCheckpoint(second, "tocsin/hall", known)
	fmt.Println("newer:", newer.Size, err)

	inclusion, _ := ledger.ProveInclusion(3, 1, &log)
	fmt.Println("logged:", ledger.VerifyInclusion(newer, 1, id, inclusion))
	consistency, _ := ledger.ProveConsistency(2, 3, &log)
	fmt.Println("only grew:", ledger.VerifyConsistency(older, newer, consistency))
	fmt.Println("the other way:", ledger.VerifyConsistency(newer, older, consistency))
	// Output:
	// older: 2 <nil>
	// newer: 3 <nil>
	// logged: <nil>
	// only grew: <nil>
	// the other way: verify consistency of size 3 with 2: the older log has 3 leaves, more than the newer one with 2
}

func ExampleCheckpoint_Text() {
	var log ledger.Mem
	cp, _ := log.Checkpoint("tocsin/hall")
	fmt.Printf("%s", cp.Text())
	// Output:
	// tocsin/hall
	// 0
	// 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
}
