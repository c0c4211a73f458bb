package tocsin

// The lists below hold beginnings of words; one that ends in a space is a whole word. They are in
// English, Russian, Ukrainian, German, French, Spanish and Arabic, and short on purpose: they catch
// what is written plainly. What they let through meets an act, a legal ground and evidence that are
// owed all the same, and a reviewer; what they refuse wrongly is written in other words.

// violence are words of violence against people.
var violence = stemsOf(
	"kill", "murder", "manslaughter", "massacr", "assassin", "behead", "lynch", "shot at", "shot dead", "was shot", "were shot", "shoot", "opened fire", "gunm", "gunfire", "firearm",
	"bomb", "explosi", "explode", "detonat", "grenade", "weapon", "ammunition", "rifle", "pistol", "knife", "knives", "stab", "armed ", "arms ", "attack", "assault", "arson", "set fire", "abduct", "kidnap",
	"hostage", "tortur", "poison", "wounded", "injured", "violen", "rape", "suicide vest", "vehicle ramm", "rammed", "mortar", "hijack", "blow up", "blew up", "blown up", "drove into", "drove a",
	"убийств", "убил", "убит", "убив", "взрыв", "взорва", "бомб", "стрел", "расстрел", "застрел", "оруж", "вооруж", "гранат", "теракт", "нападен", "напал", "поджог", "поджег", "поджига", "похищ", "похити", "заложник", "пытк", "зарез", "ножом", "ранен", "ранил", "насил", "отравл", "отрави",
	"вбивств", "вбив", "вбит", "вибух", "підірв", "зброя", "зброю", "зброї", "озброє", "стріл", "напад", "підпал", "викрад", "заручник", "поранен",
	"getötet", "tötete", "tötung", "mord", "ermord", "spreng", "bombe", "waffe", "bewaffnet", "schoss", "schuss", "erschoss", "anschlag", "überfall", "entführ", "geisel", "brandstift", "brandanschlag", "gewalt", "messer",
	"tué", "tuer", "tua ", "meurtr", "attentat", "fusill", "enlev", "enlèv", "otage", "poignard", "arme ", "armes ", "armé ", "incendi",
	"asesin", "mató", "matar", "arma ", "armas ", "armado ", "atentad", "secuestr", "rehén", "rehenes",
	"قتل", "القتل", "تفجير", "التفجير", "سلاح", "السلاح", "أسلحة", "هجوم", "الهجوم", "خطف", "اختطاف", "عنف", "قنبلة",
)

// harmless are phrases in which a word of violence is none. They are taken out first.
var harmless = []string{
	"armed forces", "armed services", "arms control", "arms trade", "non violen", "nonviolen", "attack on religion", "attack on the reputation", "character assassin", "shooting a film", "shooting a video",
	"вооруженных сил", "вооруженные силы", "вооруженными силами", "вооруженным силам", "ненасил", "не насил", "збройних сил", "збройні сили",
	"gewaltfrei", "gewaltlos", "waffengesetz", "forces armées", "fuerzas armadas",
}

// turning are words that deny or reject an act, or make it what somebody spoke of.
var turning = []string{
	"no", "not", "never", "without", "nor", "neither", "against", "about", "reported", "reporting", "reports", "deny", "denies",
	"не", "ни", "без", "против", "о", "об", "про", "нет", "немає", "проти",
	"kein", "keine", "keinen", "keiner", "nicht", "ohne", "gegen", "über", "ni", "pas", "sans", "contre", "aucun", "aucune", "sin", "contra", "ningún", "sobre",
	"لا", "لم", "بدون", "ضد", "عن",
}

var turningStems = stemsOf("condemn", "denounc", "renounc", "oppos", "reject", "criticis", "criticiz", "protest", "wrote", "writ", "осуд", "осужд", "отказ", "критик", "засуд", "verurteil", "dénonc", "conden")

// who are the words of each ground.
var who = map[WhoGround]stems{
	OfOpinion: stemsOf(
		"dissident", "dissent", "opposition", "opponent", "oppositi", "critic ", "critics ", "criticis", "criticiz", "critical of", "critical article", "critical post", "protest", "activis", "demonstrat", "picket", "petition", "rally ", "rallies ", "journalis", "blogger", "reporter ", "editor ", "pacifis", "anti war", "antiwar", "peace ",
		"opinion", "views ", "political", "politician", "speech", "articles ", "posted", "posts ", "tweet", "repost", "comment", "insult", "discredit", "defam", "slander", "liberal", "communis", "anarch", "nationalis", "separatis", "socialis", "monarchis", "feminis", "voted", "party member", "member of the party", "supporter", "sympathi", "foreign agent", "human rights", "unpatriotic", "disloyal", "ngo ", "propagand", "trade union",
		"диссидент", "оппозиц", "оппонент", "критик", "критич", "протест", "активист", "активизм", "митинг", "пикет", "журналист", "блогер", "пацифист", "антивоен", "мнени", "взгляд", "убежден", "высказыв", "репост", "пост ", "посты ", "постов ", "комментар", "дискредит", "оскорб", "либерал", "коммунист", "анархи", "национали", "сепарати", "иностранный агент", "иностранного агента", "иноагент", "правозащит", "сторонник", "политичес", "феминис", "пропаганд", "забастов", "опозиц", "активіст", "журналіст", "переконан", "погляд", "прихильник",
		"regierungskritik", "kritik", "meinung", "demonstr", "aktivist", "gesinnung", "politisch", "opposant", "manifest", "periodist", "opositor", "opinión", "activista", "معارض", "المعارض", "ناشط", "رأي", "صحفي",
	),
	OfBelief: stemsOf(
		"muslim", "islam", "christian", "jewish", "jews ", "jew ", "jehovah", "hindu", "buddh", "sikh", "bahai", "salaf", "wahhab", "wahab", "sufi", "shia", "sunni", "atheis", "believer", "prays ", "prayer", "preach", "sermon", "mosque", "church", "synagogue", "religio", "sect ", "sects ", "faith", "baptis", "evangel", "pentecost", "scientolog", "falun", "theolog", "worship", "convert ", "converts ", "converted to",
		"мусульман", "ислам", "христиан", "еврей", "иуде", "иегов", "верующ", "вероисповед", "религи", "секта", "секты", "сектант", "салаф", "ваххаб", "атеис", "молит", "мечет", "церк", "церковн", "баптис", "проповед", "вірян", "релігі", "віруюч", "єгов",
		"glaube", "gläubig", "zeuge jehova", "zeugen jehova", "religiös", "moschee", "kirche", "musulman", "juif", "croyan", "témoin de j", "témoins de j", "musulmán", "judío", "creyente", "testigo de j", "testigos de j", "مسلم", "مسيحي", "يهودي", "ديني",
	),
	OfOrigin: stemsOf(
		"ethnic", "race ", "racial", "nationality", "national origin", "migrant", "immigra", "refugee", "asylum", "born in", "native of", "descent", "tribe", "tribal", "citizen of", "citizenship", "roma ", "gypsy", "origin",
		"этнич", "национальност", "происхожден", "мигрант", "беженец", "беженк", "уроженец", "уроженк", "родом из", "гражданин ", "гражданка ", "цыган", "мігрант", "походжен", "уродженец",
		"herkunft", "volkszugehörig", "ausländer", "flüchtling", "ethni", "origine", "réfugié", "étni", "origen", "refugiad", "عرق", "لاجئ", "جنسية",
	),
	OfOrientation: stemsOf(
		"gay ", "gays ", "lesbian", "lgbt", "homosex", "bisex", "transgender", "transsex", "trans ", "queer", "sexual", "same sex", "pride ",
		"гей ", "геи ", "гея ", "геев ", "лесби", "лгбт", "гомосекс", "бисекс", "трансгендер", "транссекс", "квир", "ориентаци", "однопол", "орієнтаці",
		"schwul", "lesbisch", "orientierung", "orientation", "orientación", "مثلي",
	),
	OfLabel: stemsOf(
		"terrorist ", "terrorists ", "terrorism", "terror suspect", "terror list", "extremis", "radical", "subversi", "traitor", "treason", "enemy ", "enemies ", "hostile", "threat to", "danger to", "dangerous", "unreliable", "undesirable", "suspicious", "destabili",
		"террорист", "терроризм", "экстреми", "радикал", "предател", "враг", "изменник", "неблагонад", "подозрительн", "нежелательн", "опасн", "тероризм", "терорист", "екстремі", "зрадник", "ворог",
		"gefährder", "verdächtig", "extrémis", "radikal", "dangereu", "peligros", "إرهابي", "متطرف", "خائن",
	),
}
