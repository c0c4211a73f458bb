package names

import "strings"

// role says what a word does in a name.
type role uint8

const (
	word       role = iota // a name word
	patronymic             // the father's name by its ending: Ivanovich, Ivanivna
	initial                // a single letter
	particle               // al, bin, de, von
	title                  // Dr, Sheikh, MV
	form                   // a legal form: Ltd, OOO
	number
)

// particles and what they are counted as. Keys are folded.
var particles = wordList(`
al: al el ul as ash ar az an at ad ud ed ol il ez er es ur dul
bin: bin ben ibn bn ibni ould wuld oglu ogly ugli oghlu uly
bint: bint binti kyzy qizi kizi gizi
abu: abu abou abo aboo abw
um: um umm oum
de: de da do dos das di del della dello des du d
la: la le los las lo les
van: van von zu zum zur vom ter ten der den
san: san saint st santa santo sankt
y: y e i und and et u wa w ve va
the: the a of for für fur pour para in on
`)

// titles and what they are counted as.
var titles = wordList(`
mr: mr mister herr monsieur m gospodin senor signor
mrs: mrs ms miss frau madame mme gospozha senora
dr: dr doctor doktor prof professor ing eng engineer
haji: haji hajji hadji haj hajj alhaj alhaji
sheikh: sheikh shaikh shaykh sheik cheikh scheich sheij sheykh
mullah: mullah mulla molla maulana mawlana maulawi maulavi mawlawi moulavi molvi
qari: qari ustad ustaz ayatollah hojatoleslam
general: general gen lieutenant lt colonel col maj captain capt brigadier brig commander admiral sergeant
sir: sir lord lady dame president minister senator
jr: jr sr junior senior ii iii iv
mv: mv ms mt ss mts vessel ship yacht tanker
`)

// shy are particles that are also names: they count as particles only before a hyphen or in lower
// case.
var shy = wordList("1: as ash ar az an at ad ud ed ol il ez er es ur san la le y e i u ter ten um da do su los wa ve va in on")

// placeForms are words for kinds of places and what they are counted as.
var placeForms = wordList(`
street: street st str strasse straße rue calle via ulitsa ul vulytsya kucha khiyaban kucai
avenue: avenue ave av prospekt prospect prospekti boulevard blvd bulvar allee khiyobon
square: square sq ploshchad pl platz place plaza plac meydan maydan ploshcha maydoni
city: city siti town gorod g stadt ville ciudad misto shahr shahri qalasy
village: village selo s derevnya posyolok pos dorf qishloq deh kishlak
region: region oblast obl province viloyat viloyati wilayah krai respublika republic ostan muhafazat governorate
district: district rayon raion nohiya nohiyai bezirk
hall: hall kholl zal arena concert theatre theater teatr dvorets palace centre center tsentr
station: station bahnhof gare vokzal stantsiya metro
airport: airport flughafen aeroport aeroporto
bridge: bridge most brucke pont
house: house dom d haus building bld korpus
`)

// opposites are words that are never a slip for one another.
var opposites = wordList(`
north: north nord norte severnyy severo pivnichnyy shimoli
south: south sud sur yuzhnyy yuzhno pivdennyy janubi
east: east ost est este vostochnyy vostochno skhidnyy sharqi
west: west ouest oeste zapadnyy zapadno zakhidnyy gharbi
upper: upper ober verkhniy verkhnyaya verkhnie verkhnee bolo
lower: lower unter nizhniy nizhnyaya nizhnie nizhnee poyon
old: old alt staryy staraya staroe kuhna
new: new neu novyy novaya novoe nav naw
great: great big gross bolshoy bolshaya bolshoe velikiy kalon
little: little small klein malyy malaya maloe khurd
men: men mens male
women: women womens female
`)

// forms are legal forms of companies and what they are counted as; those of several words are in
// [longForms].
var forms = wordList(`
llc: llc ooo tov too oo ltdco mchj mmc
ltd: ltd limited ltda limitada pte pty pvt private
jsc: jsc ojsc cjsc pjsc ao oao zao pao at pat prat asc
inc: inc incorporated corp corporation
co: co company cie compania compagnie companhia kompaniya
plc: plc
gmbh: gmbh gesmbh
ag: ag aktiengesellschaft aktg akg
sa: sa saa sab spa sas sarl srl sl slu sro cv cva nv bv ab oy oyj as asa aps kg kgaa ohg se scs snc
sdn: sdn bhd berhad tbk pt cv
na: na
fze: fze fzco fzc fz dmcc
kk: kk gk yk
`)

// longForms are legal forms of several folded words.
var longForms = map[string]string{}

func init() {
	for line := range strings.Lines(`
llc: limited liability company; limited liability co; obshchestvo s ogranichennoy otvetstvennostyu; tovarystvo z obmezhenoyu vidpovidalnistyu
jsc: joint stock company; open joint stock company; closed joint stock company; public joint stock company; private joint stock company
jsc: aktsionernoe obshchestvo; otkrytoe aktsionernoe obshchestvo; zakrytoe aktsionernoe obshchestvo; publichnoe aktsionernoe obshchestvo
sa: s a de c v; sa de cv; s de r l de c v; s de rl de cv; s en c por a; societatea cu raspundere limitata; spolka z ograniczona odpowiedzialnoscia; sp z o o
sa: sociedad anonima; sociedad limitada; societe anonyme; societa per azioni; sociedad anonima de capital variable
gmbh: gesellschaft mit beschrankter haftung
plc: public limited company
ltd: private limited; pvt ltd; pte ltd; pty ltd; co ltd; company limited
`) {
		to, list, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		for long := range strings.SplitSeq(list, ";") {
			longForms[strings.TrimSpace(long)] = to
		}
	}
}

// numerals are numbers written as words.
var numerals = wordList(`
0: zero null
1: one first 1st uno primero premier erste pervyy
2: two second 2nd dos zweite vtoroy
3: three third 3rd tres tretiy
4: four fourth 4th
5: five fifth 5th
6: six sixth 6th
7: seven seventh 7th
8: eight eighth 8th
9: nine ninth 9th
10: ten tenth 10th
11: eleven eleventh 11th
12: twelve twelfth 12th
13: thirteen
14: fourteen
15: fifteen
16: sixteen
17: seventeen
18: eighteen
19: nineteen
20: twenty twentieth 20th
30: thirty
40: forty
50: fifty
60: sixty
70: seventy
80: eighty
90: ninety
`)

// wordList reads lines of "to: from from", each word once: the first line wins.
func wordList(list string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(list) {
		to, words, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		for w := range strings.FieldsSeq(words) {
			if _, twice := m[w]; !twice {
				m[w] = to
			}
		}
	}
	return m
}
