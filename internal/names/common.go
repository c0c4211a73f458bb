package names

import "strings"

// Weights of words that many names have, in hundredths of the weight of a rare one. That two
// names share such a word says little.
const (
	rareWeight     = 100
	commonWeight   = 75
	ordinaryWeight = 55
)

// ordinary are the commonest words in names of people and organisations, common the next; written
// down by hand from what is known of naming in general and compared by [Fold] and [Skeleton].
var (
	ordinary = commonSet(`
mohammad muhammad mohamed ahmad ahmed ali abdul abd abdullah abdallah abdulla hassan hasan hussein husayn hossein
ibrahim khan mahmoud mustafa omar umar yusuf khalid said sayed sayyid rahman aziz karim mohammadi ullah allah din
kim lee ri li park pak choe choi wang zhang chen liu yang jong song chol nguyen tran singh kumar
jose maria juan carlos luis antonio garcia rodriguez gonzalez hernandez lopez martinez perez sanchez jesus
ivan vladimir sergey aleksandr alexander andrey dmitry aleksey nikolay mikhail igor oleg viktor yuri ivanov
ivanovich vladimirovich aleksandrovich sergeevich nikolaevich mikhailovich
john david michael peter thomas james george mary anna paul robert
company group international trading bank general limited corporation national state holding industries industrial
services management development investment organization association center institute ministry republic global trade
shipping technology systems engineering construction business solutions enterprise foundation union
city street road avenue square hall hotel north south east west new old upper lower great river lake mount port fort
gorod ulitsa ploshchad prospekt oblast rayon region district province county village stadt strasse platz ville rue place`)

	common = commonSet(`
hamid reza saleh salih abbas amin amir rashid khalil habib jamal kamal nasser nasir salim salam majid mohsen malik
bakr bakar hamad faisal fahd sultan saud tariq walid yahya yasin zaki anwar ismail ishaq yaqub musa isa daud sulayman
haqqani noori akhund magomed magomedovich murad shamil rustam ruslan akhmed said hadi mahdi jafar taha
jung yong hyok kwang hun min nam ho su sung jun wei ming lin wu huang zhao zhou
francisco manuel jorge miguel pedro alberto ramon mario fernando eduardo ramirez torres gomez flores diaz cruz reyes
aleksei sergei andrei petr pavel anatoly boris evgeny konstantin leonid maksim roman vasily vitaly oleksandr mykola
natalia olga elena irina tatiana svetlana petrov sidorov smirnov kuznetsov popov volkov
daniel joseph martin charles william richard christian jan hans karl friedrich anders johannes marie pierre jean
import export marine maritime transport air energy oil gas petroleum steel industry research security capital finance
financial insurance commercial manufacturing products resources exchange project agency committee council office
university school academy army forces force brigade movement front party liberation islamic people revolutionary
star ocean sea blue golden first united federal central american european china russian iran iranian`)
)

func commonSet(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
		if s := skeletonOf(w); len(s) >= 4 {
			m["~"+s] = true
		}
	}
	return m
}

// commonness is the weight of a word, by its form alone.
func commonness(l *lexeme) uint8 {
	skel := "~" + skeletonOf(l.fold)
	switch {
	case ordinary[l.fold] || ordinary[skel]:
		return ordinaryWeight
	case common[l.fold] || common[skel]:
		return commonWeight
	}
	return rareWeight
}

// surprise is how rare a word is by its form alone, in points: 100 for one name in ten, 200 for
// one in a hundred. Short words meet by chance more often.
func (p *part) surprise() float64 {
	if p.role == number || p.role == initial {
		return 60
	}
	s := 350.0
	switch p.common {
	case ordinaryWeight:
		s = 120
	case commonWeight:
		s = 220
	}
	switch n := len(p.own); {
	case p.script == han:
		s = min(s, 100*float64(n))
	case n <= 2:
		s = min(s, 150)
	case n == 3:
		s = min(s, 220)
	case n == 4:
		s = min(s, 290)
	}
	return s
}
