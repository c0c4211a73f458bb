package sqlite

import (
	"fmt"
	"time"
)

// clockSlack is by how much the wall clock may be behind the record before somebody is told.
const clockSlack = time.Minute

// clockWatch tells when the wall clock went back, or had once gone too far ahead: acts are then
// recorded at the time of the newest one until the clock has passed it. The committer owns it.
type clockWatch struct {
	warn func(string)
	told bool // since the clock was last right
}

// look compares the wall clock with the newest time in the record, both in microseconds.
func (c *clockWatch) look(recorded, wall int64) {
	behind := time.Duration(recorded-wall) * time.Microsecond
	if behind < clockSlack {
		c.told = false
		return
	}
	if c.told || c.warn == nil {
		return
	}
	c.told = true
	const form = "2006-01-02 15:04:05 UTC"
	c.warn(fmt.Sprintf("the clock of this machine says %s, and something was recorded at %s already: until the clock has passed that, acts are recorded at that time, and what is due by then is due now. Set the clock right, and find out which of the two times was wrong",
		instant(wall).Format(form), instant(recorded).Format(form)))
}
