package desk

import "tocsin"

// checkInstant refuses a time that only a damaged or a forged message holds: one whose interval
// has no beginning, runs backwards, or lies outside the years that [tocsin.ParseInstant] reads.
func checkInstant(i tocsin.Instant) error {
	if i.Earliest.IsZero() && i.Latest.IsZero() {
		return nil
	}
	from, to := i.Earliest.UTC(), i.Latest.UTC()
	if to.Before(from) || from.Year() < 1899 || to.Year() > 2200 || i.Offset < -86400 || i.Offset > 86400 {
		return tocsin.Refuse(tocsin.RuleForm, "give the earliest and the latest moment, in order", "a time cannot be placed on the calendar")
	}
	return nil
}

func checkWindow(w tocsin.Window) error {
	if err := checkInstant(w.Start); err != nil {
		return err
	}
	return checkInstant(w.End)
}
