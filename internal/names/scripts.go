package names

import "strings"

// How the letters of other scripts sound, in the letters of a sound. Only what is needed to lay a
// name beside its Latin form; inside a script words are compared in its own letters.
var (
	cyrillicSounds = table(`
а a; б b; в v; г g; д d; е e; ж Z; з z; и i; й y; к k; л l; м m; н n; о o; п p; р r; с s; т t; у u; ф f
х x; ц c; ч C; ш S; щ W; ъ -; ы y; ь -; э e; ю yu; я ya; ё Y; дж J; дз z; ий i; ый i; тс c; тц c
є ye; і i; ї yi; ґ g; ў w; ѣ e; ѳ f; ѵ i; ғ G; қ q; ҳ h; ҷ J; ӣ i; ӯ u; ә a; ң n; ө o; ұ u; ү u; һ h
ј j; љ ly; њ ny; ђ J; ћ C; џ J; ѕ z; ӏ -; ӕ a; ҡ k; ҙ z; ҫ s; ѐ e; ѝ i; ғъ G; хъ x; къ k; кх k`)

	arabicSounds = table(`
ا a; ب b; ت t; ث T; ج J; ح h; خ x; د d; ذ D; ر r; ز z; س s; ش S; ص s; ض d; ط t; ظ z; ع -; غ G; ف f
ق q; ك k; ل l; م m; ن n; ه h; و w; ي y; پ p; چ C; ژ Z; گ g; ڤ v; ڭ n; ٹ t; ڈ d; ڑ r; ں n; ے e; ھ h
ټ t; ډ d; ړ r; ښ x; ږ g; ڼ n; ځ z; څ c; ې e; ۍ y; ە a; ۆ o; ۇ u; ێ e; ڕ r; ڵ l; ۋ v; ې e; ٻ b; ڄ J`)

	greekSounds = table(`
α a; β v; γ g; δ d; ε e; ζ z; η i; θ T; ι i; κ k; λ l; μ m; ν n; ξ ks; ο o; π p; ρ r; σ s; ς s; τ t; υ i
φ f; χ x; ψ ps; ω o; ου u; μπ b; ντ d; γκ g; γγ ng; αι e; ει i; οι i; υι i; ευ ev; αυ av; τζ J; τσ c; γι y`)

	hebrewSounds = table(`
א a; ב b; ג g; ד d; ה h; ו w; ז z; ח x; ט t; י y; כ k; ך k; ל l; מ m; ם m; נ n; ן n; ס s; ע -; פ p; ף p
צ c; ץ c; ק k; ר r; ש S; ת t; וו v; יי y; ײ y; ױ y; װ v`)

	armenianSounds = table(`
ա a; բ b; գ g; դ d; ե e; զ z; է e; ը e; թ t; ժ Z; ի i; լ l; խ x; ծ c; կ k; հ h; ձ z; ղ G; ճ C; մ m; յ y
ն n; շ S; ո o; չ C; պ p; ջ J; ռ r; ս s; վ v; տ t; ր r; ց c; ւ v; փ p; ք k; օ o; ֆ f; և ev; ու u`)

	georgianSounds = table(`
ა a; ბ b; გ g; დ d; ე e; ვ v; ზ z; თ t; ი i; კ k; ლ l; მ m; ნ n; ო o; პ p; ჟ Z; რ r; ს s; ტ t; უ u; ფ p
ქ k; ღ G; ყ q; შ S; ჩ C; ც c; ძ z; წ c; ჭ C; ხ x; ჯ J; ჰ h; ჲ y; ჳ v; ჴ q; ჵ o`)

	kanaSounds = table(`
ア a; イ i; ウ u; エ e; オ o; カ ka; キ ki; ク ku; ケ ke; コ ko; ガ ga; ギ gi; グ gu; ゲ ge; ゴ go
サ sa; シ Si; ス su; セ se; ソ so; ザ za; ジ Ji; ズ zu; ゼ ze; ゾ zo; タ ta; チ Ci; ツ cu; テ te; ト to
ダ da; ヂ Ji; ヅ zu; デ de; ド do; ナ na; ニ ni; ヌ nu; ネ ne; ノ no; ハ ha; ヒ hi; フ fu; ヘ he; ホ ho
バ ba; ビ bi; ブ bu; ベ be; ボ bo; パ pa; ピ pi; プ pu; ペ pe; ポ po; マ ma; ミ mi; ム mu; メ me; モ mo
ヤ ya; ユ yu; ヨ yo; ラ ra; リ ri; ル ru; レ re; ロ ro; ワ wa; ヰ i; ヱ e; ヲ o; ン n; ヴ v; ー -; ッ -
キャ kya; キュ kyu; キョ kyo; シャ Sa; シュ Su; ショ So; シェ Se; ジャ Ja; ジュ Ju; ジョ Jo; ジェ Je; チャ Ca; チュ Cu
チョ Co; チェ Ce; ニャ nya; ニュ nyu; ニョ nyo; ヒャ hya; ヒュ hyu; ヒョ hyo; ミャ mya; ミュ myu; ミョ myo; リャ rya
リュ ryu; リョ ryo; ギャ gya; ギュ gyu; ギョ gyo; ビャ bya; ビュ byu; ビョ byo; ファ fa; フィ fi; フェ fe; フォ fo
ティ ti; ディ di; トゥ tu; ドゥ du; デュ du; ウィ wi; ウェ we; ウォ wo; ヴァ va; ヴィ vi; ヴェ ve; ヴォ vo
ァ a; ィ i; ゥ u; ェ e; ォ o; ャ ya; ュ yu; ョ yo; ヮ wa`)

	thaiSounds = table(`
ก k; ข k; ฃ k; ค k; ฅ k; ฆ k; ง ng; จ C; ฉ C; ช C; ซ s; ฌ C; ญ y; ฎ d; ฏ t; ฐ t; ฑ t; ฒ t; ณ n; ด d; ต t
ถ t; ท t; ธ t; น n; บ b; ป p; ผ p; ฝ f; พ p; ฟ f; ภ p; ม m; ย y; ร r; ฤ ri; ล l; ว w; ศ s; ษ s; ส s; ห h
ฬ l; อ o; ฮ h; ะ a; ั a; า a; ํ m; ิ i; ี i; ึ u; ื u; ุ u; ู u; เ e; แ e; โ o; ใ i; ไ i`)

	khmerSounds = table(`
ក k; ខ k; គ k; ឃ k; ង ng; ច C; ឆ C; ជ C; ឈ C; ញ n; ដ d; ឋ t; ឌ d; ឍ t; ណ n; ត t; ថ t; ទ t; ធ t; ន n
ប b; ផ p; ព p; ភ p; ម m; យ y; រ r; ល l; វ v; ស s; ហ h; ឡ l; អ a; ប៉ p; ា a; ិ i; ី i; ឹ u; ឺ u; ុ u; ូ u
ួ u; ើ e; ឿ u; ៀ i; េ e; ែ e; ៃ ai; ោ o; ៅ au; ំ m`)
)

// Jamo of Hangul in the order of Unicode, in the Revised Romanisation of Korean (2000).
var (
	hangulLead  = strings.Fields("g k n d t r m b p s s - J J C k t p h")
	hangulVowel = strings.Fields("a e ya ye o e yo ye o wa we we yo u wo we wi yu u ui i")
	hangulTail  = strings.Fields("- k k k n n n t l k m p l l p l m p p t t ng t t k t p t")
)

// indicSounds are the letters of a Brahmic block from its fifth place on, "." for none. The
// consonants, from k to h, carry an a unless a vowel sign or a virama follows.
var indicSounds = strings.Fields(`a a i i u u ri li e e e ai o o o au
k x g G n C C J J n t T d D n t T d D n n p f b b m y r r l l l v S S s h . . . .
a i i u u ri ri e e e ai o o o au . . . . . . . . . . . k x g z r r f y ri li li li`)

// ethiopicSounds are the consonants of the Ethiopic block, one for each row of eight.
var ethiopicSounds = strings.Fields(`h l h m s r s S q kw q qw b v t C x xw n n
- k kw k kw w - z Z y d d J g gw g t C p c c f p`)

var ethiopicVowels = strings.Fields("a u i a e - o wa")
