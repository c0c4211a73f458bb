// Package tocsin holds the vocabulary of warnings of violence and the rules about one noun at a
// time. It is pure: no input, no output, no clock; the time is an argument. A rule that says no
// answers with a [Refusal], which carries the [Rule] and says what to do instead.
//
// The life of a warning:
//
//   - A [Report] says something in five [Facets], each as known as it is, from a [Source] that is
//     [Protected]. It gets a [Grade]; told twice by one origin it counts once ([CountOrigins]).
//   - Reports make a [Threat]. Each [Part] is one plot with a [Window] and an end of its own, each
//     [Victim] a name in danger, each [Judgement] what an analyst holds of it.
//   - A [DutyDecision] answers the duty to warn. Doubt goes to warning, and who drafted it may not
//     waive it.
//   - A [Warning] tells it in up to three versions, one a [Level]; each [Version] has its [TLP] and
//     may hold an [Instruction]. None states what the one above does not.
//   - Another person signs ([Signature]). Each [Addressee] gets a [Release]: all that crosses to
//     another [Org]. In private first, then or at once in public.
//   - There it is [Received]: the content is graded before the sender is shown. What follows is a
//     [ProtectiveAct], a [Lead], or a [Dismissal], for which who sent it is no reason. A [Reply]
//     goes back.
//   - A [Site] raises its [Posture] by one signature and lowers it by two, not while a young
//     [Alert] is open. A [Measure] ends, a [Briefing] is given, an [Event] is decided on, and a
//     [Sighting] reaches the open threats that name the site.
//   - What a rule makes somebody owe is an [Obligation]. Time moves it up its chain and never ends
//     it.
//   - When a window ends the part is due for a [ReviewDecision]; nothing lapses in silence. An
//     instruction ends by the calendar, with a [ClosingMsg].
//   - Somebody is put on a watchlist for an act of violence only ([Listing]). An entry lapses unless
//     another role renews it; an [Appeal] has its clock, and a [Correction] follows every copy. A list
//     that comes in ([IncomingList]) is weighed, and quarantined when it is about something else.
//   - What one person may not do alone takes an [Order], asked in one role and given in another: to
//     erase a record, to name who is behind an act, to lift a [Hold], under which nothing is erased.
//   - What people say afterwards is a [Claim], a number in it a [Figure] with the side on which it
//     is open.
//
// Every record keeps [Times], and every time is an [Instant]: as exact as it is known and no more.
package tocsin
