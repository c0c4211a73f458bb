package tearline

import (
	"strings"

	"tocsin/internal/names"
)

// generic reports whether a folded word tells nothing alone: it is on the short list below.
// Such a word of a longer value is not looked for by itself, and such a word in a text is
// never taken for a misspelt value. The list is no filter: a value made of generic words is
// met as the full phrase, and a value that is one generic word ("Moscow") as that word.
func generic(fold string) bool { return genericWords[fold] }

// genericWords holds the folds of: function words; kinds of places, events and bodies;
// months and days; countries and capitals that a public text usually says anyway.
var genericWords = fold(`
the of and or in on at to for from by with near a an is it us as be no so we he who new old great north south east west
has had was are but not can all any our out you your she his her him its how why too one two nor yet off own per via
northern southern eastern western central first second third big little upper lower saint mr mrs dr
this that these those their there then than they them what when where which while with within will would could should
have been were about after before against between during other more most some such into over under only also every
city town village district region area state province republic country county capital borough quarter
hall house home center centre building tower palace castle block floor room gate entrance exit door yard complex
street avenue road lane boulevard square place plaza park garden bridge embankment highway station stop terminal
airport port harbour harbor railway train metro subway underground bus line platform market mall shop store
shopping supermarket business
theatre theater cinema stadium arena club school university college institute hospital clinic hotel restaurant cafe
church mosque synagogue temple cathedral monastery museum gallery library embassy consulate ministry office
concert concerts festival event events show match game meeting rally march parade service ceremony gathering gatherings
group unit cell branch department directorate bureau agency company bank committee council party movement army police
federal national international public private local general special security state states united islamic
source agent officer person man woman people men women attack threat warning
vehicle vehicles car truck van drone knife gun guns firearm firearms rifle weapon weapons armed bomb bombs bombing
explosive explosives device devices shooting shootings stabbing hostage hostages suicide assault arson poison chemical
borne improvised planned imminent gunmen gunman extremist extremists terrorist terrorists militant militants
signals signal human imagery intelligence intercept intercepts intercepted communications communication telephone phone
radio satellite technical open reporting report reports collection liaison partner partners informant interrogation
operation operations method
morning noon afternoon evening night midnight day days week weekend hour hours today tomorrow early late until around
january february april june july august september october november december may jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
russia russian moscow ukraine ukrainian kyiv kiev belarus minsk tajikistan dushanbe uzbekistan tashkent kazakhstan
astana kyrgyzstan bishkek turkmenistan afghanistan kabul pakistan islamabad iran tehran iraq baghdad syria damascus
turkey ankara istanbul germany german berlin france french paris britain british london england america american
washington europe european asia asian africa african spain madrid italy rome poland warsaw austria vienna belgium
brussels israel jerusalem lebanon beirut egypt cairo sweden stockholm norway oslo finland helsinki

и в во на с со к у о от до по за из для при под над не это или как его ее они она оно мы вы
город города городе село поселок район района районе область области республика край страна столица
зал зала зале дом дома доме центр центра центре здание здании башня дворец корпус этаж вход выход двор комплекс
улица улицы улице улицу проспект проспекте дорога шоссе переулок бульвар площадь площади парк парке сад мост набережная
станция станции вокзал вокзале аэропорт аэропорту порт метро автобус поезд линия рынок магазин торговый
театр театре кинотеатр стадион арена клуб школа школе университет институт больница гостиница отель ресторан кафе
церковь мечеть синагога храм собор монастырь музей галерея библиотека посольство консульство министерство
концерт концерта концерте концертный фестиваль матч митинг парад мероприятие мероприятия сити холл мол
группа отдел управление бюро агентство служба комитет совет партия движение армия полиция банк компания
федеральный федеральная национальный государственный государство исламское международный безопасности
источник агент сотрудник человек люди нападение угроза предупреждение большой малый новый старый первый второй
автомобиль машина грузовик дрон нож оружие автомат бомба взрыв взрывчатка взрывное устройство стрельба заложники
вооруженное вооруженный теракт террористы боевики перехват связь телефон разведка радио донесение сообщение сообщения
утро утром день днем вечер вечером ночь ночью полдень час часов неделя выходные сегодня завтра до около
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
понедельник вторник среда четверг пятница суббота воскресенье
россия россии москва москвы москве украина украины киев киеве минск таджикистан таджикистана душанбе
узбекистан ташкент казахстан астана афганистан кабул пакистан иран ирак сирия турция стамбул германия берлин
франция париж лондон сша европа европы европе азия

місто вулиця площа будинок будівля вокзал аеропорт лікарня церква центр район область зала театр
шаҳр кӯча майдон хона бозор мактаб масҷид бино маркази ноҳия вилоят шаҳри
le la les des du de et en un une au aux dans sur rue avenue place ville centre salle gare maison palais pont parc
der die das den dem und von im am zu zur zum ein eine strasse platz stadt zentrum halle haus bahnhof flughafen turm
bruecke brücke konzert schule kirche moschee rathaus
el los las del y calle plaza ciudad centro estacion sala casa iglesia mezquita estadio
ve bir sokak cadde caddesi meydan meydani sehir merkez merkezi salon salonu istasyon havaalani cami okul hastane
في من على إلى مدينة شارع ساحة ميدان مركز قاعة محطة مطار مسجد مدرسة مستشفى فندق سوق بيت دار
`)

func fold(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[names.Fold(w)] = true
	}
	return m
}
