package cap_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tocsin/cap"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// otherReader reads a message with the library @dec112/cap-ts, which is not ours, into its own classes. It
// prints what those hold: as its writer writes it, and, where its writer leaves things out, as JSON.
const otherReader = `
const { CAP_1_2 } = require('@dec112/cap-ts');
let text = '';
process.stdin.on('data', (d) => { text += d; }).on('end', async () => {
  const alert = await CAP_1_2.Alert.fromXML(text);
  const infos = alert.info_list.map((i) => ({ areas: i.area_list, resources: i.resource_list }));
  process.stdout.write(JSON.stringify({ xml: alert.toXML(), infos }));
});`

// told is what the other reader prints.
type told struct {
	XML   string
	Infos []struct {
		Areas []struct {
			Description string          `json:"areaDesc"`
			Polygons    []string        `json:"polygon_list"`
			Circles     []string        `json:"circle_list"`
			Geocodes    []toldNameValue `json:"geocode_list"`
			Altitude    *float64
			Ceiling     *float64
		}
		Resources []struct {
			Description string `json:"resourceDesc"`
			MIMEType    string
			Size        int64
			URI         string
			DerefURI    string
			Digest      string
		}
	}
}

type toldNameValue struct {
	Name  string `json:"valueName"`
	Value string
}

// alert puts the two together.
func (o told) alert(t *testing.T) cap.Alert {
	t.Helper()
	m, err := cap.ReadTolerant([]byte(o.XML))
	if err != nil {
		t.Fatalf("%v\n%s", err, o.XML)
	}
	for i, info := range o.Infos {
		into := &m.Alert.Infos[i]
		into.Areas, into.Resources = nil, nil
		for _, a := range info.Areas {
			area := cap.Area{Description: a.Description, Altitude: a.Altitude, Ceiling: a.Ceiling}
			for _, s := range a.Polygons {
				p, err := cap.ParsePolygon(s)
				if err != nil {
					t.Fatal(err)
				}
				area.Polygons = append(area.Polygons, p)
			}
			for _, s := range a.Circles {
				c, err := cap.ParseCircle(s)
				if err != nil {
					t.Fatal(err)
				}
				area.Circles = append(area.Circles, c)
			}
			for _, g := range a.Geocodes {
				area.Geocodes = append(area.Geocodes, cap.NameValue(g))
			}
			into.Areas = append(into.Areas, area)
		}
		for _, r := range info.Resources {
			into.Resources = append(into.Resources, cap.Resource(r))
		}
	}
	return m.Alert
}

// TestReadByAnother: a reader that we did not write reads what we write, and tells the same of it.
func TestReadByAnother(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("TOCSIN_CAP_READER")
	node, err := exec.LookPath("node")
	if dir == "" || err != nil {
		t.Skip("TOCSIN_CAP_READER names no folder with the npm package @dec112/cap-ts, or node is not installed: nothing was read by another reader")
	}
	for _, a := range story() {
		a.Codes = nil // of codes it keeps the first only
		out, err := cap.Write(a)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), node, "-e", otherReader)
		cmd.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"))
		cmd.Stdin = bytes.NewReader(out)
		var problems bytes.Buffer
		cmd.Stderr = &problems
		theirs, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, problems.Bytes())
		}
		var o told
		if err := json.Unmarshal(theirs, &o); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, o.alert(t), cmp.AllowUnexported(cap.Time{}), cmpopts.EquateEmpty(), sameMoment); d != "" {
			t.Errorf("%s, as we wrote it and as it was read (-want +got):\n%s\n%s", a.MsgType, d, theirs)
		}
	}
}
