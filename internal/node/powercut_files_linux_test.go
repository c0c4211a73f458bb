package node_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
)

// TestPowerCutKeys cuts the power as soon as keys were made: to whom things are sealed is known
// afterwards, and the keys are there. Else what is written next would be in plain, or lost.
func TestPowerCutKeys(t *testing.T) {
	d, n := loopDisk(t)
	for i := range max(1, n/5) {
		dir, stick := filepath.Join(d.root, fmt.Sprint("keys-", i)), filepath.Join(d.root, fmt.Sprint("stick-", i))
		if err := os.Mkdir(stick, 0o700); err != nil {
			t.Fatal(err)
		}
		o := order{Role: "open", Hall: dir, Org: "hall", Epoch: time.Now()}
		standing(t, o)
		key := filepath.Join(stick, "hall.key")
		files, err := node.MakeIdentity(dir, "hall", "")
		if err == nil {
			err = node.MakeSealing(dir, "hall", key)
		}
		d.cut(func() {})
		if err != nil {
			t.Fatal(err)
		}
		d.remount()
		for _, f := range append(files, key) {
			if _, err := node.OpenKeys(f); err != nil {
				t.Error(err)
			}
		}
		if _, err := node.MakeIdentity(dir, "hall", ""); err == nil {
			t.Error("to whom names are sealed was forgotten")
		}
		if _, err := os.Stat(filepath.Join(o.folder(hall), "sealed.recipients")); err != nil {
			t.Errorf("to whom sources are sealed was forgotten: %v", err)
		}
	}
}

// TestPowerCutApart cuts the power of the disk that keeps the newest checkpoint elsewhere: what
// stood there stands there still.
func TestPowerCutApart(t *testing.T) {
	d, n := loopDisk(t)
	o := order{Role: "open", Hall: t.TempDir(), Org: "hall", Apart: d.root, Epoch: time.Now()}
	nodes, err := o.openAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer nodes[0].Close()
	file := filepath.Join(d.root, "hall.checkpoint")
	for i := range max(1, n/5) {
		admit := client.Admit{Org: tocsin.Org{ID: "hall", Name: fmt.Sprint("Hall ", i)}}
		if _, err := nodes[0].Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), admit); err != nil {
			t.Fatal(err)
		}
		want, _, err := nodes[0].Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for late := time.Now().Add(3 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			if got, err := os.ReadFile(file); err == nil && bytes.Equal(got, want) {
				break
			} else if time.Now().After(late) {
				t.Fatalf("the checkpoint is not kept elsewhere: %v", err)
			}
		}
		time.Sleep(200 * time.Millisecond) // it is seen a moment before it is durable
		d.cut(func() {})
		d.remount()
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("cut %d: what stood elsewhere is gone: %v", i, err)
		}
	}
}
