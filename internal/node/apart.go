package node

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
)

const (
	databaseFile   = "tocsin.db"
	checkpointFile = "checkpoint"
)

// firstLog is the name of the first log of an organisation; those that succeed it add a number.
func firstLog(org tocsin.OrgID) string { return "tocsin/" + string(org) }

// places are the files that keep an organisation's newest checkpoint outside its folder: beside
// the folder, and in the folder of the operator's choice, if there is one.
func places(dir string, org tocsin.OrgID, folder string) []string {
	name := string(org) + "." + checkpointFile
	all := []string{filepath.Join(dir, name)}
	if folder != "" {
		all = append(all, filepath.Join(folder, name))
	}
	return all
}

func hasDatabase(home string) bool {
	_, err := os.Stat(filepath.Join(home, databaseFile))
	return err == nil
}

// mayBegin refuses to begin an organisation of which something is known already, or that is being
// restored: its record is elsewhere, and what is begun anew in its name would contradict it.
func mayBegin(dir string, org tocsin.OrgID, files []string) error {
	home := filepath.Join(dir, string(org))
	if hasDatabase(home) {
		return nil
	}
	if err := ofOneKind(dir, org); err != nil {
		return err
	}
	for _, staged := range []string{stagingIn(dir, "restoring", org), stagingIn(dir, "restored", org)} {
		if there, err := isThere(staged); err != nil {
			return err
		} else if there {
			return fmt.Errorf("%s is being restored, or was until it was cut off: wait for the end, or give the restore again; if it is not wanted any more, move %s away", org, staged)
		}
	}
	for _, f := range append([]string{filepath.Join(home, checkpointFile)}, files...) {
		signed, err := os.ReadFile(f)
		if err != nil {
			continue // told when the store is opened
		}
		cp, err := parseNote(signed)
		if err == nil && cp.Size > 0 && sqlite.InLine(firstLog(org), cp.Origin) > 0 {
			return fmt.Errorf("%s holds no record of %s, and %s says that there was one, of %d leaves: restore it from a backup with `%s`; if it is to be forgotten, move that file away",
				home, org, f, cp.Size, restoreCommand(dir, org, "BACKUP "))
		}
	}
	return nil
}

// ofOneKind refuses an exercise in a folder with real organisations, and the other way round: where both
// lie together, one is taken for the other sooner or later.
func ofOneKind(dir string, org tocsin.OrgID) error {
	others, err := Orgs(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, o := range others {
		if org.CheckMeets(o) != nil {
			return tocsin.Refuse(tocsin.RuleExercise, "name another folder with --data", "%s holds %s: an exercise and the real thing lie in no folder together", dir, o)
		}
	}
	return nil
}

// parseNote reads the text of a signed checkpoint. It verifies no signature.
func parseNote(signed []byte) (ledger.Checkpoint, error) {
	text, _, found := bytes.Cut(signed, []byte("\n\n"))
	if !found {
		return ledger.Checkpoint{}, errors.New("it is not a signed note")
	}
	return ledger.ParseCheckpoint(append(bytes.Clone(text), '\n'))
}

// advise adds to an error that only a restore helps against what command does it.
func advise(err error, dir string, org tocsin.OrgID) error {
	behind, isBehind := errors.AsType[*store.Behind](err)
	switch {
	case isBehind && behind.Where == "":
		return fmt.Errorf("%w. To read it, use the commands that read. If it was put there to go on with: `%s`", err, restoreCommand(dir, org, ""))
	case isBehind && behind.Fork:
		return err
	case isBehind:
		return fmt.Errorf("%w. If you have a newer copy, put that back instead; else: `%s`", err, restoreCommand(dir, org, ""))
	case errors.Is(err, store.ErrOtherLog), errors.Is(err, errKeyLost):
		return fmt.Errorf("%w. Put the key back, or go on with a new one as a successor log: `%s`", err, restoreCommand(dir, org, ""))
	}
	return err
}

func restoreCommand(dir string, org tocsin.OrgID, backup string) string {
	return fmt.Sprintf("tocsin restore %s--data %s --org %s --as administrator --reason 'WHY'", backup, quoted(dir), org)
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if !strings.ContainsAny(path, " \t\n'\"\\$&|;<>()*?[]#~`!{}") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// isThere says whether a file or folder is there.
func isThere(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
