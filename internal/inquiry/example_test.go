package inquiry_test

import (
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/inquiry"
)

func ExampleWeigh() {
	claim := func(id, who, figure string) tocsin.Claim {
		f, _ := tocsin.ParseFigure(figure)
		return tocsin.Claim{ID: tocsin.ClaimID(id), Question: "deaths", Claimant: who, Figure: &f}
	}
	for _, q := range inquiry.Weigh([]tocsin.Claim{
		claim("a", "one paper", "at least 143"), claim("b", "another", "at most 144"),
	}) {
		r, _ := q.Range()
		fmt.Println(q.Sentence)
		fmt.Println(r)
	}
	// Output:
	// compatible: at most 144, at least 143
	// 143 to 144
}

func ExampleInterval() {
	warned, _ := tocsin.ParseInstant("2024-03-06", time.UTC)
	attack, _ := tocsin.ParseInstant("2024-03-22", time.UTC)
	text, _, _ := inquiry.Interval(warned, attack)
	fmt.Println(text)
	// Output: 16 days
}

func ExampleUnjoined() {
	isis := tocsin.Facets{Actor: tocsin.Facet{State: tocsin.Stated, Value: "ISIS-K"}}
	for _, p := range inquiry.Unjoined(inquiry.Held{Org: "service", Files: []inquiry.File{
		{Kind: inquiry.ReceivedFile, ID: "warning from abroad", Facets: isis},
		{Kind: inquiry.ReportFile, ID: "internal report", Facets: isis},
	}}) {
		fmt.Println(p.A.ID, "|", p.B.ID, "|", p.On)
	}
	// Output: warning from abroad | internal report | [actor: ISIS-K]
}
