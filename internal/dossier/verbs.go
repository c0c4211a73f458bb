package dossier

// verbWords say what an act of a case does; a verb that is not here is shown as it is written.
var verbWords = map[string]string{
	"report": "record a report", "grade": "grade a report", "threat": "open a threat", "join": "lay a report beside a threat",
	"split": "take a report out of a threat", "keep_apart": "keep a report apart from a threat", "link": "say that two files are of one danger",
	"origin": "say who saw or heard it",
	"judge":  "record a judgement", "duty": "decide on the duty to warn", "warn": "warn", "sign": "sign a warning",
	"release": "release a warning", "closing_message": "close an instruction", "parity": "say why there is no public version",
	"open": "open a warning", "grade_blind": "judge the content", "reveal": "see the sender", "protect": "record a protective act",
	"lead": "open a lead", "close_lead": "close a lead", "ask": "ask for detail", "detail": "give detail", "dismiss": "dismiss a warning",
	"onward_done": "report that a victim was told", "decide": "decide on a part of the threat", "posture": "change the posture of a site",
	"justify": "justify the heightened state", "measure": "start a measure", "observe": "record what was seen of a measure",
	"lower": "lower a measure", "substitute": "substitute a measure", "brief": "brief people", "programme": "put an event on the calendar",
	"go_or_no_go": "decide on an event", "sighting": "record a sighting", "intake": "take in a list", "effort": "record what was spent on what", "priority": "record a stated priority",
	"settle": "settle a duty in words",
}

func verb(v string) string {
	if w, ok := verbWords[v]; ok {
		return w
	}
	return spaced(v)
}
