package ledger_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"

	"tocsin/ledger"
)

// logOf is a log in memory with its signed checkpoint. A real key comes from crypto/rand.
func logOf(origin string, statements ...string) (log *ledger.Mem, checkpoint []byte, known ledger.Verifiers) {
	skey, vkey, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{}), origin)
	if err != nil {
		panic(err)
	}
	signer, _ := ledger.NewSigner(skey)
	verifier, _ := ledger.NewVerifier(vkey)
	log = new(ledger.Mem)
	for _, s := range statements {
		log.Append(sha256.Sum256([]byte(s)))
	}
	cp, _ := log.Checkpoint(origin)
	checkpoint, _ = ledger.SignCheckpoint(cp.Text(), signer)
	return log, checkpoint, ledger.VerifierList(verifier)
}

// A log is published as a folder of files that never change, but for the checkpoint. Somebody who
// has only the folder and the key reads every leaf and proves what he likes.
func ExampleExport() {
	statements := []string{"a statement", "another", "a third"}
	log, checkpoint, known := logOf("tocsin/hall", statements...)
	ids := func(first, n int64) (ids [][32]byte, err error) {
		for _, s := range statements[first : first+n] {
			ids = append(ids, sha256.Sum256([]byte(s)))
		}
		return ids, nil
	}

	dir, err := os.MkdirTemp("", "published")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	root, _ := os.OpenRoot(dir)
	defer root.Close()
	done, err := ledger.Export(root, "tocsin/hall", known, ledger.Source{Checkpoint: checkpoint, Hashes: log, IDs: ids})
	fmt.Printf("%+v %v\n", done, err)
	fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			fmt.Println(name)
		}
		return err
	})

	folder, err := ledger.OpenFolder(os.DirFS(dir), "tocsin/hall", known)
	fmt.Println("leaves:", folder.Checkpoint().Size, err)
	fmt.Println("sound:", folder.Verify())
	proof, _ := ledger.ProveInclusion(3, 1, folder)
	fmt.Println("logged:", ledger.VerifyInclusion(folder.Checkpoint(), 1, sha256.Sum256([]byte("another")), proof))
	// Output:
	// {From:0 To:3 Files:2} <nil>
	// checkpoint
	// tile/0/000.p/3
	// tile/entries/000.p/3
	// leaves: 3 <nil>
	// sound: <nil>
	// logged: <nil>
}

// A statement and its proof file are checked with nothing but the log's key.
func ExampleProofFile_Verify() {
	log, checkpoint, known := logOf("tocsin/hall", "a statement", "another", "a third")
	made, _ := ledger.NewProofFile(checkpoint, 1, log)
	file := made.Text() // handed over, for example as another.tlog-proof

	proof, err := ledger.ParseProofFile(file)
	fmt.Println("leaf:", proof.Index, err)
	cp, err := proof.Verify("tocsin/hall", known, []byte("another"))
	fmt.Println("logged:", cp.Origin, cp.Size, err)
	_, err = proof.Verify("tocsin/hall", known, []byte("a forgery"))
	fmt.Println("forgery refused:", err != nil)
	// Output:
	// leaf: 1 <nil>
	// logged: tocsin/hall 3 <nil>
	// forgery refused: true
}

// After a restore a log goes on under another name. That it begins with what the old one held can
// be checked, though the two are two logs.
func ExampleVerifySuccession() {
	_, last, known := logOf("tocsin/hall", "a statement", "another")
	log, first, next := logOf("tocsin/hall/2", "a statement", "another", "the statement that succeeds the old log")
	held, _ := ledger.ProveSuccession(2, 2, nil, 3, log)

	old, _ := ledger.OpenCheckpoint(last, "tocsin/hall", known)
	successor, _ := ledger.OpenCheckpoint(first, "tocsin/hall/2", next)
	fmt.Println("succeeds:", ledger.VerifySuccession(old, successor, held))
	fmt.Println("one log:", ledger.VerifyConsistency(old, successor, held.New) == nil)
	// Output:
	// succeeds: <nil>
	// one log: false
}
