package monitoring_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const dashboardFile = "grafana/dashboards/portal.json"

type alert struct {
	Alert       string
	Expr        string
	For         string
	Labels      map[string]string
	Annotations map[string]string
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(content, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func alerts(t *testing.T) []alert {
	t.Helper()
	var file struct {
		Groups []struct{ Rules []alert }
	}
	readYAML(t, "alerts.yml", &file)
	var all []alert
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	if len(all) == 0 {
		t.Fatal("there is no alert")
	}
	return all
}

type panel struct {
	ID          int
	Type        string
	Title       string
	Description string
	Datasource  struct{ Type, UID string }
	GridPos     struct{ H, W, X, Y int }
	FieldConfig struct{ Defaults struct{ Unit string } }
	Targets     []struct {
		Expr       string
		Datasource struct{ Type, UID string }
	}
}

type dashboard struct {
	UID        string
	Title      string
	Templating struct {
		List []struct{ Name, Type, Query string }
	}
	Panels []panel
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	content, err := os.ReadFile(dashboardFile)
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(content, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// charts are the panels that show something; the others are headings.
func (d dashboard) charts() []panel {
	return slices.DeleteFunc(slices.Clone(d.Panels), func(p panel) bool { return p.Type == "row" })
}

func TestEveryAlertSaysWhatItIsAndHowToAct(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range alerts(t) {
		if seen[a.Alert] {
			t.Errorf("%s is there twice", a.Alert)
		}
		seen[a.Alert] = true
		if s := a.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s has severity %q", a.Alert, s)
		}
		lines := strings.Split(strings.TrimSpace(a.Annotations["description"]), "\n")
		if a.Annotations["summary"] == "" || len(lines) < 2 || !strings.HasPrefix(lines[len(lines)-1], "Runbook: ") {
			t.Errorf("%s lacks a summary, or a description that ends with a line on what to do", a.Alert)
		}
	}
}

// That the tests hold is promtool's to say: verify asks it.
func TestEveryAlertHasATestThatSetsItOff(t *testing.T) {
	content, err := os.ReadFile("alerts_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range alerts(t) {
		if !strings.Contains(string(content), `alertname="`+a.Alert+`", alertstate="firing"`) {
			t.Errorf("no test sets %s off", a.Alert)
		}
		if a.For != "" && !strings.Contains(string(content), `alertname="`+a.Alert+`", alertstate="pending"`) {
			t.Errorf("no test shows that %s waits", a.Alert)
		}
	}
}

func TestTheDashboardAsksTheChosenDataSource(t *testing.T) {
	d := readDashboard(t)
	if l := d.Templating.List; len(l) != 1 || l[0].Name != "datasource" || l[0].Type != "datasource" || l[0].Query != "prometheus" {
		t.Errorf("variables: %+v", l)
	}
	for _, p := range d.charts() {
		if p.Datasource.UID != "${datasource}" {
			t.Errorf("%s asks %q", p.Title, p.Datasource.UID)
		}
		for _, target := range p.Targets {
			if target.Datasource.UID != "${datasource}" {
				t.Errorf("%s asks %q", p.Title, target.Datasource.UID)
			}
		}
	}
}

func TestEveryChartSaysWhatItShows(t *testing.T) {
	ids := map[int]bool{}
	for _, p := range readDashboard(t).Panels {
		if ids[p.ID] {
			t.Errorf("two panels have the id %d", p.ID)
		}
		ids[p.ID] = true
		if p.Type == "row" {
			continue
		}
		if p.Title == "" || p.Description == "" || p.FieldConfig.Defaults.Unit == "" || len(p.Targets) == 0 {
			t.Errorf("panel %d %q lacks a title, a description, a unit or a query", p.ID, p.Title)
		}
	}
	if len(ids) == 0 {
		t.Error("there is no panel")
	}
}

func TestNoPanelLiesOnAnother(t *testing.T) {
	panels := readDashboard(t).Panels
	for i, a := range panels {
		if a.GridPos.X+a.GridPos.W > 24 || a.GridPos.W < 1 || a.GridPos.H < 1 {
			t.Errorf("%s is beside the grid", a.Title)
		}
		for _, b := range panels[i+1:] {
			p, q := a.GridPos, b.GridPos
			if p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
				t.Errorf("%q lies on %q", a.Title, b.Title)
			}
		}
	}
}

// A window that is shorter than a few scrapes gives gaps; Grafana knows the right one.
func TestRatesOfTheDashboardSpanEnoughScrapes(t *testing.T) {
	window := regexp.MustCompile(`\[([^\]]+)\]`)
	for _, p := range readDashboard(t).charts() {
		for _, target := range p.Targets {
			for _, m := range window.FindAllStringSubmatch(target.Expr, -1) {
				if m[1] != "$__rate_interval" {
					t.Errorf("%s: a window of %s", p.Title, m[1])
				}
			}
		}
	}
}

func TestGrafanaIsProvisionedWithWhatIsMounted(t *testing.T) {
	var sources struct {
		Datasources []struct{ UID, Type, URL string }
	}
	readYAML(t, "grafana/provisioning/datasources/prometheus.yml", &sources)
	project := load(t, nil, "*")
	if d := sources.Datasources; len(d) != 1 || d[0].Type != "prometheus" || d[0].URL != "http://prometheus:9090" || project.Services["prometheus"].Name == "" {
		t.Errorf("data sources: %+v", d)
	}
	var providers struct {
		Providers []struct {
			Type    string
			Options struct{ Path string }
		}
	}
	readYAML(t, "grafana/provisioning/dashboards/portal.yml", &providers)
	mounted := map[string]bool{}
	for _, v := range project.Services["grafana"].Volumes {
		mounted[v.Target] = true
	}
	if p := providers.Providers; len(p) != 1 || p[0].Type != "file" || !mounted[p[0].Options.Path] || !mounted["/etc/grafana/provisioning"] {
		t.Errorf("dashboards come from %+v, mounted are %v", p, mounted)
	}
}
