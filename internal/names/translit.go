package names

// marked holds letters that a mark makes another letter; every other mark is dropped (so ё is
// е, as it is usually printed, and ӯ and ӣ are у and и).
var marked = map[[2]rune]string{
	{'и', 0x0306}: "y",  // й
	{'у', 0x0306}: "w",  // ў, Belarusian
	{'і', 0x0308}: "yi", // ї, Ukrainian
}

// latin spells one lower-case letter in Latin. Cyrillic follows the British and American
// (BGN/PCGN) habit, with the letters of Ukrainian, Belarusian, Tajik, Kazakh, Serbian and
// Macedonian beside the Russian ones; Arabic has the basic letters and those of Persian.
var latin = map[rune]string{
	// Latin letters that NFKD leaves alone.
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l",
	'ħ': "h", 'ı': "i", 'ŋ': "n", 'ə': "a", 'ĸ': "k", 'ɑ': "a", 'ɡ': "g",
	// Russian.
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t",
	'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "",
	'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	// Ukrainian, Tajik, Kazakh, Serbian, Macedonian, old Russian.
	'є': "ye", 'і': "i", 'ґ': "g", 'ғ': "gh", 'қ': "q", 'ҳ': "h", 'ҷ': "j", 'ә': "a", 'ң': "ng",
	'ө': "o", 'ұ': "u", 'ү': "u", 'һ': "h", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ђ': "dj", 'ћ': "c",
	'џ': "dz", 'ѕ': "dz", 'ѣ': "e", 'ѳ': "f", 'ӏ': "", 'ӕ': "ae",
	// Greek.
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i",
	'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s",
	'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
	// Arabic and Persian.
	'ا': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh",
	'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "",
	'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'و': "w",
	'ي': "y", 'ى': "a", 'ة': "a", 'ء': "", 'ٱ': "a", 'پ': "p", 'چ': "ch", 'ژ': "zh", 'گ': "g",
	'ک': "k", 'ی': "y", 'ڤ': "v", 'ە': "h", 'ہ': "h", 'ھ': "h", 'ے': "y",
}
