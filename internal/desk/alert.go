package desk

import (
	"tocsin"
)

// alerts are the open threats that name a site, as far as lowering needs to know.
func (a *act) alerts(site tocsin.SiteID) ([]tocsin.Alert, error) {
	threats, err := a.openThreats()
	if err != nil {
		return nil, err
	}
	return alertsAt(threats, site), nil
}

func alertsAt(threats []*tocsin.Threat, site tocsin.SiteID) []tocsin.Alert {
	var out []tocsin.Alert
	for _, t := range threats {
		if !t.Concerns(site) {
			continue
		}
		since := t.Alerted
		if since.IsZero() {
			since = t.Times.Recorded
		}
		out = append(out, tocsin.Alert{Threat: t.ID, Title: t.Title, Since: since})
	}
	return out
}
