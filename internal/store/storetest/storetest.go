// Package storetest proves that a storage engine fulfils the contract of package store. Every
// engine runs the same suite; what only one engine promises is tested beside it.
package storetest

import (
	"testing"

	"tocsin/internal/store"
)

// Place opens the store of one place. It finds what was there when the place was opened before.
type Place func(opt store.Options) (store.Store, error)

// Run proves an engine. place makes a new, empty place each time.
func Run(t *testing.T, place func(t *testing.T) Place) {
	for name, test := range map[string]func(*testing.T, Place){
		"versions":         testVersions,
		"conflict":         testConflict,
		"own puts":         testOwnPuts,
		"instants":         testInstants,
		"refused":          testRefusedRecords,
		"query":            testQuery,
		"loop":             testLoop,
		"find":             testFind,
		"clock back":       testClockBack,
		"one leaf":         testOneLeaf,
		"later":            testLater,
		"later fails":      testLaterFails,
		"undo":             testUndo,
		"panic":            testPanic,
		"goexit":           testGoexit,
		"cancel":           testCancel,
		"over":             testOver,
		"rehearse":         testRehearse,
		"isolation":        testIsolation,
		"sign fails":       testSignFails,
		"request":          testRequest,
		"outbox":           testOutbox,
		"queue":            testQueue,
		"queue undone":     testQueueUndone,
		"queue crowd":      testQueueCrowd,
		"empty log":        testEmptyLog,
		"proofs":           testProofs,
		"same leaf":        testSameStatement,
		"erase":            testErase,
		"erase refused":    testEraseRefused,
		"erase earlier":    testEraseEarlier,
		"verify":           testVerify,
		"verify beside":    testVerifyBeside,
		"verify progress":  testVerifyProgress,
		"origin":           testOrigin,
		"read only":        testReadOnly,
		"closed":           testClosed,
		"crowd":            testCrowd,
		"readers":          testReaders,
		"past leaves":      testLeavesAsOf,
		"stamp":            testStamp,
		"seen":             testSeen,
		"seen in the past": testSeenAsOf,
		"access":           testAccess,
		"access undone":    testAccessUndone,
		"access once":      testAccessOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, place(t))
		})
	}
	t.Run("past", func(t *testing.T) {
		t.Parallel()
		testPast(t, place)
	})
}
