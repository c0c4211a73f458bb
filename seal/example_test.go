package seal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"tocsin/ledger"
	"tocsin/seal"
)

// The desk seals an act; somebody else reads it and is shown the record that it commits to.
func Example() {
	random := rand.NewChaCha8([32]byte{}) // really crypto/rand
	skey, vkey, err := ledger.GenerateKey(random, "tocsin/hall/desk")
	if err != nil {
		panic(err)
	}
	signer, _ := ledger.NewSigner(skey)
	verifier, _ := ledger.NewVerifier(vkey)

	record := []byte(`{"reason":"the hall is closed that day"}`)
	salt, _ := seal.NewSalt(random)
	digest, _ := seal.Commit(salt, record)
	stmt, id, err := seal.Encode(seal.ActType, seal.Act{
		Nonce:   strings.Repeat("00", 16), // really random
		Request: "r-1",
		Act:     "dismiss",
		Object:  "warning/w1",
		Version: 2,
		Role:    "duty-officer",
		At:      seal.FormatTime(time.Date(2024, 3, 6, 14, 2, 7, 0, time.UTC)),
		Content: []seal.Commitment{{Record: "warning/w1/2", Digest: hex.EncodeToString(digest[:])}},
	}, signer)
	fmt.Println("sealed:", id == sha256.Sum256(stmt), err)

	var act seal.Act
	who, err := seal.Decode(stmt, seal.ActType, &act, ledger.VerifierList(verifier))
	fmt.Println(who, "says:", act.Act, act.Object, "at", act.At, err)

	shown, _ := seal.Commit(salt, record)
	fmt.Println("this is the record:", hex.EncodeToString(shown[:]) == act.Content[0].Digest)
	// Output:
	// sealed: true <nil>
	// tocsin/hall/desk says: dismiss warning/w1 at 2024-03-06T14:02:07.000000Z <nil>
	// this is the record: true
}
