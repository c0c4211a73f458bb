package fusion

import (
	"strings"

	"tocsin"
)

// BuiltIn returns the taxonomies that come with the program: a small, plain beginning in English
// and Russian, to which an organisation adds its own. Each line is a path, the finest level first,
// and the phrases that lie on it.
func BuiltIn() map[tocsin.FacetName]*Taxonomy {
	out := map[tocsin.FacetName]*Taxonomy{}
	for name, lines := range map[tocsin.FacetName]string{tocsin.Target: targets, tocsin.Method: methods} {
		out[name] = NewTaxonomy()
		for line := range strings.Lines(lines) {
			path, phrases, ok := strings.Cut(strings.TrimSpace(line), ":")
			if !ok {
				continue
			}
			levels := splitTrim(path, "<")
			for _, p := range append(splitTrim(phrases, ","), levels[0]) {
				out[name].Add(p, levels...)
			}
		}
	}
	return out
}

func splitTrim(s, sep string) []string {
	parts := strings.Split(s, sep)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

const targets = `
concert hall < culture < crowded place: concert, concerts, philharmonic, music hall, concert venue, концерт, концертный зал, концерты
theatre < culture < crowded place: theater, opera, театр
museum < culture < crowded place: gallery, музей
cinema < culture < crowded place: кинотеатр
stadium < sport < crowded place: arena, football match, стадион
shopping centre < trade < crowded place: shopping mall, mall, market, bazaar, торговый центр, рынок
restaurant < trade < crowded place: cafe, bar, nightclub, club, ресторан
synagogue < worship < crowded place: синагога
church < worship < crowded place: cathedral, monastery, церковь, храм
mosque < worship < crowded place: мечеть
station < transport < crowded place: metro, underground, subway, railway station, train station, метро, вокзал
airport < transport < crowded place: aeroport, аэропорт
street festival < open air < crowded place: festival, parade, rally, square, large gathering, large gatherings, mass gathering, площадь
school < education < public building: university, kindergarten, школа, университет
hospital < health < public building: clinic, больница
police station < state < public building: police, barracks, court, ministry, полиция
embassy < diplomatic < public building: consulate, посольство
power station < energy < infrastructure: power plant, substation, pipeline, refinery, электростанция
waterworks < water < infrastructure: dam, reservoir
bridge < road < infrastructure: tunnel, мост
`

const methods = `
shooting < firearms < armed attack: gunfire, gunmen, rifles, assault rifle, shots, стрельба
stabbing < blades < armed attack: knife, knives, нож
hostage taking < hostages < armed attack: hostages, kidnapping, abduction, заложники
bomb < explosives < bombing: bombs, bombing, explosive device, ied, explosion, взрыв, бомба
suicide bomb < explosives < bombing: suicide bomber, suicide belt, suicide attack, смертник
vehicle bomb < explosives < bombing: car bomb, truck bomb
drone < air < bombing: uav, quadcopter, беспилотник
vehicle ramming < vehicle < ramming: ramming, truck into crowd, наезд
arson < fire < arson attack: petrol bomb, firebomb, поджог
poison < chemical < poisoning: gas, nerve agent, toxin, отравление
`
