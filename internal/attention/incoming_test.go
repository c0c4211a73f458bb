package attention

import (
	"errors"
	"strings"
	"testing"

	"tocsin"
)

func TestIncoming(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("name,also_names,act,harm,what,reasons,religion\nA,\"B; C\",violence_done,killing,Shot a guard.,Convicted.,x\nD,,,,,A dissident.,y\n"), "religion")
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Incoming()
	if err != nil || len(got) != 2 || len(got[0].Subject.Names) != 3 || got[0].Subject.Kind != tocsin.ListedPerson || got[0].Weigh().Is != tocsin.Ordinary || got[1].Weigh().Is != tocsin.ProtectedGround {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, text := range map[string]string{
		"no names":          "act\nviolence_done\n",
		"who somebody is":   "name,religion\nA,x\n",
		"a stray column":    "name,colour\nA,x\n",
		"an empty name":     "name,what\n ,x\n",
		"a day that is not": "name,born\nA,yesterday\n",
	} {
		table, err := ReadTable([]byte(text))
		if err == nil {
			_, err = table.Incoming()
		}
		if _, is := errors.AsType[*BadTable](err); !is {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzIncoming: whatever comes, each entry that is read can be weighed, and the counts add up.
func FuzzIncoming(f *testing.F) {
	f.Add("name,act,harm,what\nA,violence_done,killing,Shot a guard.\n")
	f.Add("name,reasons\nD,A dissident.\n")
	f.Add("name,born\n\"a;b\",1990-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ReadTable([]byte(text))
		if err != nil {
			return
		}
		entries, err := table.Incoming()
		if err != nil {
			return
		}
		c := tocsin.IncomingList{Entries: entries}.Counts()
		if c.Ordinary+c.Mixed+c.Protected != c.Entries || c.Entries != len(table.Rows) {
			t.Errorf("%d rows, counted %+v", len(table.Rows), c)
		}
		for _, e := range entries {
			if len(e.Subject.Names) == 0 || strings.TrimSpace(e.Subject.Names[0]) == "" {
				t.Errorf("an entry without a name: %+v", e)
			}
		}
	})
}
