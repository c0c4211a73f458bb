package tocsin_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
)

var (
	annA   = sign(tocsin.Analyst, "ann", "it was looked into")
	ivanI  = sign(tocsin.Inspector, "ivan", "each ground was looked at again and stands")
	olgaI  = sign(tocsin.Inspector, "olga", "the two witnesses place him at the shooting")
	decree = tocsin.LegalGround{Law: "Criminal code, article 105", Decision: "court order 12/2024"}
)

// at moves a signature.
func at(s tocsin.Signature, days int) tocsin.Signature {
	s.At = noon.Add(time.Duration(days) * day)
	return s
}

func anEntry() tocsin.Listing {
	return tocsin.Listing{
		ID: "l1", List: "armed-groups", Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{"A. Example"}},
		Act:    tocsin.ListedAct{Kind: tocsin.ViolencePrepared, Harm: "killing", What: "Bought two rifles and tested a bomb in a wood."},
		Ground: decree, Reasons: "Two witnesses and the seller saw him with the rifles; the bomb was found.",
		Evidence: []tocsin.Ref{{Kind: tocsin.KindReport, ID: "r1"}}, Authority: "County prosecutor", ReviewBy: noon.Add(90 * day),
	}
}

func listed(t testing.TB) *tocsin.Listing {
	t.Helper()
	l, err := tocsin.AddListing(anEntry(), annA)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestListingNeeds takes away one thing at a time: each is refused, and by its own rule.
func TestListingNeeds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		take func(*tocsin.Listing)
		rule tocsin.Rule
	}{
		{"nothing missing", func(*tocsin.Listing) {}, ""},
		{"at the last day", func(l *tocsin.Listing) { l.ReviewBy = noon.Add(180 * day) }, ""},
		{"no list", func(l *tocsin.Listing) { l.List = " " }, tocsin.RuleForm},
		{"nobody", func(l *tocsin.Listing) { l.Subject.Names = nil }, tocsin.RuleForm},
		{"an empty name", func(l *tocsin.Listing) { l.Subject.Names = []string{"A", " "} }, tocsin.RuleForm},
		{"a movement", func(l *tocsin.Listing) { l.Subject.Kind = "movement" }, tocsin.RuleForm},
		{"no act", func(l *tocsin.Listing) { l.Act = tocsin.ListedAct{} }, tocsin.RuleListedAct},
		{"an act that is no violence", func(l *tocsin.Listing) { l.Act.Kind = "extremism" }, tocsin.RuleListedAct},
		{"a harm that is none to people", func(l *tocsin.Listing) { l.Act.Harm = "insult" }, tocsin.RuleListedAct},
		{"an act without words", func(l *tocsin.Listing) { l.Act.What = "\t" }, tocsin.RuleListedAct},
		{"no law", func(l *tocsin.Listing) { l.Ground.Law = "" }, tocsin.RuleListedGrounds},
		{"no decision", func(l *tocsin.Listing) { l.Ground.Decision = "" }, tocsin.RuleListedGrounds},
		{"no reasons", func(l *tocsin.Listing) { l.Reasons = "" }, tocsin.RuleListedGrounds},
		{"no authority", func(l *tocsin.Listing) { l.Authority = "" }, tocsin.RuleListedGrounds},
		{"no evidence", func(l *tocsin.Listing) { l.Evidence = nil }, tocsin.RuleListedGrounds},
		{"evidence without an id", func(l *tocsin.Listing) { l.Evidence = []tocsin.Ref{{Kind: tocsin.KindReport}} }, tocsin.RuleListedGrounds},
		{"another list as evidence", func(l *tocsin.Listing) { l.Evidence = []tocsin.Ref{{Kind: tocsin.KindIntake, ID: "x"}} }, tocsin.RuleListedGrounds},
		{"no review", func(l *tocsin.Listing) { l.ReviewBy = time.Time{} }, tocsin.RuleListReview},
		{"a review in the past", func(l *tocsin.Listing) { l.ReviewBy = noon }, tocsin.RuleListReview},
		{"a review too late", func(l *tocsin.Listing) { l.ReviewBy = noon.Add(180*day + time.Second) }, tocsin.RuleListReview},
		{"who somebody is", func(l *tocsin.Listing) { l.Act.What, l.Reasons = "Took part in a rally.", "A known dissident." }, tocsin.RuleListedAct},
		{"a label", func(l *tocsin.Listing) { l.Act.What, l.Reasons = "Is an extremist.", "Terror suspect." }, tocsin.RuleListedAct},
	} {
		l := anEntry()
		c.take(&l)
		t.Run(c.name, func(t *testing.T) {
			_, err := tocsin.AddListing(l, annA)
			wantRule(t, err, c.rule)
		})
	}
	for _, role := range tocsin.Roles {
		_, err := tocsin.AddListing(anEntry(), sign(role, "x", ""))
		if may := slices.Contains(tocsin.ListingAdders, role); may != (err == nil) {
			t.Errorf("%s: got %v", role, err)
		}
	}
	outside := annA
	outside.Org = "partner"
	_, err := tocsin.AddListing(anEntry(), outside)
	wantRefusal(t, err, tocsin.RulePermission)
}

// TestAddListingStartsClean: what a caller writes into the life of an entry is not taken over.
func TestAddListingStartsClean(t *testing.T) {
	t.Parallel()
	l := anEntry()
	l.State, l.Version, l.Copies, l.Appeals = tocsin.ListedRemoved, 9, []tocsin.ListingCopy{{To: "x"}}, []tocsin.Appeal{{ID: "a"}}
	l.Added = boris
	got, err := tocsin.AddListing(l, annA)
	if err != nil {
		t.Fatal(err)
	}
	if got.State != tocsin.Listed || got.Version != 1 || len(got.Copies)+len(got.Appeals) != 0 || got.Added != annA || len(got.Changes) != 1 {
		t.Errorf("got %+v", got)
	}
}

// whoWords are parts of names that no field of an entry may have.
var whoWords = []string{
	"belief", "faith", "relig", "creed", "opinion", "views", "politic", "party", "ideolog", "origin", "ethnic", "race", "national", "citizen",
	"birthplace", "gender", "sex", "orient", "speech", "affiliat", "movement", "union", "tag", "attribute", "extra", "note", "comment", "label",
}

// fieldsOf walks a type to its plain fields. It fails on what could hold anything.
func fieldsOf(typ reflect.Type, path string, seen []reflect.Type) (fields, faults []string) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		return fieldsOf(typ.Elem(), path, seen)
	case reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
		return nil, []string{path + " can hold anything"}
	case reflect.Struct:
	default:
		return []string{path}, nil
	}
	if typ == reflect.TypeFor[time.Time]() || typ == reflect.TypeFor[tocsin.Instant]() || typ == reflect.TypeFor[tocsin.Signature]() || typ == reflect.TypeFor[tocsin.Times]() {
		return []string{path}, nil // a time, or who of our own signed
	}
	if slices.Contains(seen, typ) {
		return nil, nil
	}
	for f := range typ.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		at := strings.TrimPrefix(path+"."+name, ".")
		if name == "" {
			faults = append(faults, at+f.Name+" has no name in JSON")
		}
		for _, w := range whoWords {
			if strings.Contains(strings.ToLower(f.Name+" "+name), w) {
				faults = append(faults, fmt.Sprintf("%s speaks of who somebody is (%q)", at, w))
			}
		}
		sub, bad := fieldsOf(f.Type, at, append(seen, typ))
		fields, faults = append(fields, sub...), append(faults, bad...)
	}
	return fields, faults
}

// TestNoFieldForWhoSomebodyIs walks an entry, and an entry that comes in. What it says of a subject is
// a closed list: a new field of any name fails here, and needs a reason.
func TestNoFieldForWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	said := []string{
		"subject.kind", "subject.names", "subject.born", "subject.documents", "act.kind", "act.harm", "act.what", "act.when",
		"legal_ground.law", "legal_ground.decision", "reasons",
	}
	for _, c := range []struct {
		typ  reflect.Type
		want []string
	}{
		{reflect.TypeFor[tocsin.Listing](), append([]string{"id", "list"}, append(slices.Clone(said), "evidence.kind", "evidence.id", "evidence.part", "authority",
			"added", "review_by", "state", "version",
			"changes.version", "changes.how", "changes.ground", "changes.by", "changes.why", "changes.appeal",
			"appeals.id", "appeals.who", "appeals.words", "appeals.taken", "appeals.due", "appeals.state", "appeals.answer", "appeals.version",
			"copies.to", "copies.via", "copies.version", "copies.at", "copies.review_by", "copies.corrects", "copies.confirmed", "taken.intake", "taken.entry", "times")...)},
		{reflect.TypeFor[tocsin.SentEntry](), append(slices.Clone(said), "copy.listing", "copy.version", "copy.review_by")},
		{reflect.TypeFor[tocsin.IncomingEntry](), append(slices.Clone(said), "copy.listing", "copy.version", "copy.review_by",
			"fell.listing", "fell.list", "fell.to", "fell.via", "fell.had", "fell.had_at", "fell.now", "fell.how", "fell.ground", "factors.kind", "factors.lean", "factors.words", "factors.read", "judged")},
		{reflect.TypeFor[tocsin.Correction](), []string{"listing", "list", "to", "via", "had", "had_at", "now", "how", "ground"}},
	} {
		got, faults := fieldsOf(c.typ, "", nil)
		for _, f := range faults {
			t.Errorf("%s: %s", c.typ, f)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s has the fields\n%q, want\n%q", c.typ, got, c.want)
		}
	}
}

// TestWalkFinds: the walk does find such fields, and what could hold them.
func TestWalkFinds(t *testing.T) {
	t.Parallel()
	type inner struct {
		Religion string `json:"r"`
	}
	for _, v := range []any{
		struct {
			Subject []inner `json:"subject"`
		}{},
		struct {
			More map[string]string `json:"more"`
		}{},
		struct {
			X string `json:"birthplace"`
		}{},
		struct {
			Any any `json:"any"`
		}{},
		struct{ Hidden string }{},
	} {
		if _, faults := fieldsOf(reflect.TypeOf(v), "", nil); len(faults) == 0 {
			t.Errorf("%T: nothing found", v)
		}
	}
}

func TestListingLapses(t *testing.T) {
	t.Parallel()
	l := listed(t)
	due := noon.Add(90 * day)
	if got, ok := l.Due(); !ok || !got.Equal(due.Add(time.Microsecond)) {
		t.Errorf("got due %s, %v", got, ok)
	}
	if !l.InForce(due) || l.Lapse(due) {
		t.Error("it lapsed at its last moment, want after it")
	}
	late := due.Add(time.Microsecond)
	if l.InForce(late) {
		t.Error("it is in force after its review date, though nobody recorded the lapse")
	}
	wantRefusal(t, l.Renew("still so", nil, late.Add(day), at(ivanI, 91)), tocsin.RuleListLapsed)
	if !l.Lapse(late) || l.State != tocsin.ListedLapsed || l.Lapse(late) {
		t.Errorf("got %s, want it lapsed, once", l.State)
	}
	last := l.Changes[len(l.Changes)-1]
	if last.How != tocsin.ListingFell || last.By.Role != "" || !strings.Contains(last.Why, "5 Jun 2024") || l.Version != 2 {
		t.Errorf("got %+v", last)
	}
	if _, ok := l.Due(); ok {
		t.Error("a lapsed entry is due")
	}
	for _, err := range []error{
		l.Remove(tocsin.NoLonger, at(annA, 91)), l.Correct(anEntry(), at(annA, 91)), l.Lodge("a", "counsel", "w", at(annA, 91)),
	} {
		wantRefusal(t, err, tocsin.RuleListLapsed)
	}
}

func TestListingRenew(t *testing.T) {
	t.Parallel()
	next := noon.Add(200 * day)
	for _, c := range []struct {
		name    string
		by      tocsin.Signature
		reasons string
		review  time.Time
		rule    tocsin.Rule
	}{
		{"by the inspector", at(ivanI, 80), "The rifles were found; the seller is tried.", next, ""},
		{"by an approver", at(boris, 80), "The rifles were found; the seller is tried.", next, ""},
		{"by who added it", at(annA, 80), "as before", next, tocsin.RuleIndependent},
		{"by who added it, in another role", at(sign(tocsin.Inspector, "ann", "x"), 80), "as before", next, tocsin.RuleIndependent},
		{"by nobody who can be told apart", at(sign(tocsin.Inspector, "", "x"), 80), "as before", next, tocsin.RuleIndependent},
		{"by the machine", at(sign(tocsin.Gateway, "m", "x"), 80), "as before", next, tocsin.RuleIndependent},
		{"without a word", at(sign(tocsin.Inspector, "ivan", ""), 80), "as before", next, tocsin.RuleReasonOwed},
		{"without reasons", at(ivanI, 80), " ", next, tocsin.RuleReasonOwed},
		{"too long", at(ivanI, 80), "as before", noon.Add(261 * day), tocsin.RuleListReview},
		{"backwards", at(ivanI, 80), "as before", noon.Add(79 * day), tocsin.RuleListReview},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := listed(t)
			before := *l
			wantRule(t, l.Renew(c.reasons, nil, c.review, c.by), c.rule)
			if c.rule != "" {
				if !reflect.DeepEqual(before, *l) {
					t.Errorf("refused, and yet %+v", l)
				}
				return
			}
			if !l.ReviewBy.Equal(next) || l.Version != 2 || l.Reasons != c.reasons || len(l.Evidence) != 1 || !l.InForce(noon.Add(199*day)) {
				t.Errorf("got %+v", l)
			}
		})
	}
	l := listed(t)
	l.Act.What, l.Reasons = "Said so.", "x" // as an old record could be
	wantRefusal(t, l.Renew("He posts propaganda.", nil, next, at(ivanI, 80)), tocsin.RuleListedAct)
	wantRefusal(t, l.Renew("Two rifles were found.", []tocsin.Ref{{Kind: "song", ID: "1"}}, next, at(ivanI, 80)), tocsin.RuleListedGrounds)
	wantRule(t, l.Renew("Two rifles were found.", []tocsin.Ref{{Kind: tocsin.KindClaim, ID: "c1"}}, next, at(ivanI, 80)), "")
	if l.Evidence[0].ID != "c1" {
		t.Errorf("got %v", l.Evidence)
	}
	// Who corrects an entry is not independent of it either.
	wantRule(t, l.Correct(anEntry(), at(sign(tocsin.Approver, "boris", "the name was misspelt"), 81)), "")
	wantRefusal(t, l.Renew("so it is", nil, next, at(sign(tocsin.Approver, "carla", "x"), 82)), tocsin.RuleIndependent)
}

func TestListingRemove(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		by     tocsin.Signature
		ground tocsin.RemovalGround
		rule   tocsin.Rule
	}{
		{at(annA, 1), tocsin.WrongSubject, ""}, // one signature, also of who added it
		{at(ivanI, 1), tocsin.ActNotShown, ""},
		{at(sign(tocsin.Gateway, "m", "x"), 1), tocsin.ActNotShown, tocsin.RulePermission},
		{at(annA, 1), tocsin.AppealUpheld, tocsin.RuleForm}, // that is an answer's, not an officer's
		{at(annA, 1), "", tocsin.RuleForm},
		{at(sign(tocsin.Analyst, "ann", ""), 1), tocsin.WrongSubject, tocsin.RuleReasonOwed},
	} {
		l := listed(t)
		wantRule(t, l.Remove(c.ground, c.by), c.rule)
		if down := l.State == tocsin.ListedRemoved; down != (c.rule == "") || l.InForce(c.by.At) == down {
			t.Errorf("%s by %s: got %s", c.ground, c.by.Role, l.State)
		}
	}
	l := listed(t)
	wantRule(t, l.Remove(tocsin.NoLonger, at(annA, 1)), "")
	wantRefusal(t, l.Remove(tocsin.NoLonger, at(annA, 1)), tocsin.RuleState)
	if l.Lapse(noon.Add(999 * day)) {
		t.Error("what was taken down lapsed")
	}
}
