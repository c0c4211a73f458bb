package names

import "strings"

// A sound is a word as a row of these letters, one for each sound that the usual transliterations
// keep apart:
//
//	a e i o u y        vowels; y is also the glide of "ya", and w of "wa"
//	b p v w f m n l r h k g q s z t d    as in English
//	x   kh (German ch, Spanish j)        G  gh           T  th            D  dh
//	S   sh    Z  zh (French j)    C  ch (tch)    c  ts (German z)    W  shch
//	J   dj, dzh    j  the letter j, which is y, J, Z or x    3  the letter x at the start
//
// [soundCosts] says how near they are.

// latinSounds are the letters and groups of letters of Latin spelling, whatever the language; the
// longest wins.
var latinSounds = table(`
a a; b b; c k; d d; e e; f f; g g; h h; i i; j j; k k; l l; m m; n n; o o; p p; q q; r r; s s; t t
u u; v v; w w; x ks; y y; z z
ch C; ck k; cz C; ce se; ci si; cy sy; cs C; dh D; dj J; dzh J; dž J; dsch J; dsh J; dz z; gh G; gue ge; gui gi
kh x; ph f; sh S; sch S; sz S; shch W; schtsch W; szcz W; sjtsj W; tj C; sj S; zj Z; th T; tch C; tsch C; tsj C; ts c; tz c
zh Z; ou u; oo u; ee i; qu k; sc sk; sce se; sci si; kn kn; wh w; eau o; aou au; zz c; cc k; cci Ci; cce Ce
`)

// soundCosts are the prices between sounds.
var soundCosts = newCosts(128, 0, `
yi 5
jJ 8
jy jZ kq gG vw TT tT dD 10
ie iy ye 25
xh xC ou SW SC kG 20
ZJ cz cs 20
ts td xk 45
td vf bp 30
vb CJ 35
sz Cc 22
SZ Cc sc SJ 28
sS zZ zJ jx jC 38
sT zD zT CS Ck Cx gk gq qG xG gh hG 30
ae ao eo 38
ya yu eu io iu ui ua ia 50
wu wo 30
vu vo 45
jh ji je 30
jg Jg 40
gJ Gr hx hk hq 40
pf bv bw fw 40
mn 50
Ye Yo 10
Yy Yi Yu 40
rl 60
3x 3S 3s 3k 15
3z 3j 3h 3C 30
3c 20
Al 5
A _ 20
WC Ws 40
a o u Y _ 55
e i _ 45
y w _ 30
j _ 40
h _ 35
G _ 70
t d _ 90
`)

// unvowelledCosts are the prices between a word of a script that leaves out vowels and one of a
// script that writes them.
var unvowelledCosts = newCosts(128, 0, `
yi ye ya wu wo wv ya 5
wa 20
yj 10
jJ jg Jg JG jG kq kg qg kG gG qG 10
JZ jZ jz 20
bp fv fp 8
tT dD td 12
xh hh xk 15
sT sc sS cS 18
sz zD zd zT TD 15
zS SC CJ Cx Ck 25
ai ae ao au 5
ie iu io ei eo eu oi ou ui 3
a _ 6
e i o u _ 4
y _ 40
w _ 35
Al 5
A _ 10
h _ 22
Gr 40
3x 3S 3s 3k 10
`)

// spelled returns the sound of a word in Latin letters, lower case, without marks other than
// those that hacek spells.
func spelled(word string) []uint16 {
	out := make([]uint16, 0, len(word))
	for i := 0; i < len(word); {
		n, s := latinSounds.longest(word[i:])
		switch {
		case n == 0:
			if n = 1; '0' <= word[i] && word[i] <= '9' {
				out = append(out, uint16(word[i]))
			}
		case i == 0 && word[0] == 'x' && !strings.HasPrefix(word, "xe"):
			out = append(out, '3')
		default:
			out = appendSound(out, s)
		}
		i += n
	}
	return out
}

// appendSound adds sounds; of two equal ones in a row one stays.
func appendSound(out []uint16, s string) []uint16 {
	for i := range len(s) {
		if c := uint16(s[i]); len(out) == 0 || out[len(out)-1] != c {
			out = append(out, c)
		}
	}
	return out
}

// A spelling table gives the sounds of groups of letters.
type spelling struct {
	sounds map[string]string
	most   int // bytes in the longest group
}

// table reads "a b; cd e": the letters a sound b, the letters cd sound e; "ъ -" is silent.
func table(list string) spelling {
	t := spelling{sounds: map[string]string{}}
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == '\n' }) {
		if f := strings.Fields(entry); len(f) == 2 {
			t.sounds[f[0]] = strings.TrimPrefix(f[1], "-")
			t.most = max(t.most, len(f[0]))
		}
	}
	return t
}

// longest returns how many bytes at the start of s the longest group has, and its sounds.
func (t spelling) longest(s string) (int, string) {
	for n := min(t.most, len(s)); n > 0; n-- {
		if v, ok := t.sounds[s[:n]]; ok {
			return n, v
		}
	}
	return 0, ""
}
