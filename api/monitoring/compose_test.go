// Package monitoring_test checks what the portal is run and watched with: the compose file, the images, the alerts
// and the dashboard. Everything but running_test.go reads files only.
package monitoring_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

const (
	root        = "../.."
	composeFile = root + "/docker-compose.yml"
)

// load reads the compose file as Compose does, its schema included, with this environment.
func load(t *testing.T, environment map[string]string, profiles ...string) *types.Project {
	t.Helper()
	content, err := os.ReadFile(composeFile)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  dir,
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(dir, "docker-compose.yml"), Content: content}},
		Environment: environment,
	}, loader.WithProfiles(profiles))
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// eachService runs f for every service of every profile.
func eachService(t *testing.T, f func(t *testing.T, s types.ServiceConfig)) {
	t.Helper()
	for name, s := range load(t, nil, "*").Services {
		t.Run(name, func(t *testing.T) { f(t, s) })
	}
}

func TestTheComposeFileAgreesWithItsSchema(t *testing.T) {
	got := slices.Sorted(maps.Keys(load(t, nil, "*").Services))
	want := []string{"frontend", "grafana", "portal", "postgres", "prometheus"}
	if !slices.Equal(got, want) {
		t.Fatalf("services %v, want %v", got, want)
	}
}

func TestAllButPostgreSQLStartWithNothingSet(t *testing.T) {
	project := load(t, nil)
	got := slices.Sorted(maps.Keys(project.Services))
	if want := []string{"frontend", "grafana", "portal", "prometheus"}; !slices.Equal(got, want) {
		t.Fatalf("without a profile %v start, want %v", got, want)
	}
	for name, s := range project.Services {
		for other, d := range s.DependsOn {
			if _, starts := project.Services[other]; !starts && d.Required {
				t.Errorf("%s waits for %s, which does not start", name, other)
			}
		}
		if len(s.Secrets) > 0 {
			t.Errorf("%s wants a secret", name)
		}
	}
}

func TestEveryServiceIsHardened(t *testing.T) {
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		if s.Restart != types.RestartPolicyUnlessStopped {
			t.Errorf("restart is %q", s.Restart)
		}
		if !slices.Contains(s.CapDrop, "ALL") || len(s.CapAdd) > 0 {
			t.Errorf("capabilities: dropped %v, added %v", s.CapDrop, s.CapAdd)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || s.Privileged {
			t.Error("it may gain privileges")
		}
		// Compose writes a secret that comes from a variable into the container's root.
		if s.ReadOnly == (len(s.Secrets) > 0) {
			t.Errorf("read-only root %v with %d secrets", s.ReadOnly, len(s.Secrets))
		}
	})
}

func TestEveryServiceHasAHealthCheck(t *testing.T) {
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		h := s.HealthCheck
		if h == nil || h.Disable || len(h.Test) < 2 || h.Interval == nil || h.Timeout == nil {
			t.Fatalf("%+v", h)
		}
	})
}

func TestPortsAreReachableFromThisMachineOnly(t *testing.T) {
	published := 0
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		for _, p := range s.Ports {
			published++
			if p.HostIP != "127.0.0.1" {
				t.Errorf("port %d is bound to %q", p.Target, p.HostIP)
			}
		}
	})
	if published == 0 {
		t.Fatal("nothing is published")
	}
}

// pinned is an image with at least two numbers of its version: registry/name:1.2 or more exact.
var pinned = regexp.MustCompile(`^[a-z0-9./_-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)*(@sha256:[0-9a-f]{64})?$`)

func TestImagesArePinned(t *testing.T) {
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		if s.Build == nil {
			if !pinned.MatchString(s.Image) {
				t.Errorf("image %q", s.Image)
			}
			return
		}
		file := filepath.Join(s.Build.Context, s.Build.Dockerfile)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("what it is built from: %v", err)
		}
		stages := map[string]bool{}
		for _, from := range regexp.MustCompile(`(?m)^FROM (?:--platform=\S+ )?(\S+)(?: AS (\S+))?$`).FindAllStringSubmatch(string(content), -1) {
			if !stages[from[1]] && !pinned.MatchString(from[1]) {
				t.Errorf("%s: image %q", file, from[1])
			}
			stages[from[2]] = true
		}
		if len(stages) == 0 || strings.Count(string(content), "\nFROM ") != len(stages) {
			t.Errorf("%s: not every FROM was understood", file)
		}
	})
}

func TestWhatIsMountedIsThereAndReadOnly(t *testing.T) {
	mounts := 0
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		for _, v := range s.Volumes {
			if v.Type != types.VolumeTypeBind {
				continue
			}
			mounts++
			if _, err := os.Stat(v.Source); err != nil {
				t.Error(err)
			}
			if !v.ReadOnly {
				t.Errorf("%s may be written", v.Target)
			}
		}
	})
	if mounts == 0 {
		t.Fatal("nothing is mounted")
	}
}

// known are the variables of .env.example, those that are commented out included.
func known(t *testing.T) map[string]string {
	t.Helper()
	content, err := os.ReadFile(root + "/.env.example")
	if err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^#?([A-Z][A-Z0-9_]*)=(.*)$`).FindAllStringSubmatch(string(content), -1) {
		vars[m[1]] = m[2]
	}
	return vars
}

func TestEveryVariableOfTheComposeFileIsDocumented(t *testing.T) {
	vars := known(t)
	project := load(t, nil, "*")
	for name := range project.Services["portal"].Environment {
		if _, ok := vars[name]; !ok {
			t.Errorf("the portal is given %s, which .env.example does not list", name)
		}
	}
	for name, s := range project.Secrets {
		if _, ok := vars[s.Environment]; !ok {
			t.Errorf("the secret %s comes from %q, which .env.example does not list", name, s.Environment)
		}
	}
	content, err := os.ReadFile(composeFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?:^|[^$])\$\{?([A-Z][A-Z0-9_]*)`).FindAllStringSubmatch(string(content), -1) {
		if _, ok := vars[m[1]]; !ok {
			t.Errorf("the file asks for %s, which .env.example does not list", m[1])
		}
	}
}

// A setting that the compose file forgets would be ignored in silence.
func TestThePortalIsGivenEverySettingOfItsOwn(t *testing.T) {
	values := map[string]string{}
	for name := range known(t) {
		values[name] = "set"
	}
	portal := load(t, maps.Clone(values)).Services["portal"].Environment
	ofOthers := []string{"POSTGRES_PASSWORD", "GRAFANA_ADMIN_PASSWORD"}
	fixed := map[string]string{"PORTAL_ADDR": "0.0.0.0:10000", "PORTAL_METRICS_ADDR": "0.0.0.0:9110", "PORTAL_WEB_DIR": ""}
	for name := range values {
		got, given := portal[name]
		want, isFixed := fixed[name]
		switch {
		case slices.Contains(ofOthers, name):
			if given {
				t.Errorf("the portal is given %s", name)
			}
		case !given || got == nil:
			t.Errorf("%s is not passed on", name)
		case isFixed && *got != want:
			t.Errorf("%s is %q, want %q", name, *got, want)
		case !isFixed && *got != "set":
			t.Errorf("%s is %q and not what was set", name, *got)
		}
	}
}

func TestNoSecretIsWrittenDown(t *testing.T) {
	secret := regexp.MustCompile(`PASSWORD|SECRET|TOKEN(_|$)|KEY|DATABASE_URL`)
	eachService(t, func(t *testing.T, s types.ServiceConfig) {
		for name, value := range s.Environment {
			if secret.MatchString(name) && value != nil && *value != "" && !strings.HasPrefix(*value, "/run/secrets/") {
				t.Errorf("%s has a value", name)
			}
		}
	})
	for name, value := range known(t) {
		if secret.MatchString(name) && name != "PORTAL_DATABASE_URL" && value != "" {
			t.Errorf(".env.example gives %s a value", name)
		}
	}
}

func TestSecretsAreReadableByTheirServiceAlone(t *testing.T) {
	read := 0
	for name, s := range load(t, nil, "*").Services {
		for _, secret := range s.Secrets {
			read++
			if secret.Mode == nil || *secret.Mode != 0o400 || secret.UID == "" || secret.UID == "0" {
				t.Errorf("%s: %s has mode %v and owner %q", name, secret.Source, secret.Mode, secret.UID)
			}
		}
	}
	if read != 1 {
		t.Errorf("%d secrets are read, want 1", read)
	}
}

func TestPrometheusAsksThePortalWhereItAnswers(t *testing.T) {
	metrics := load(t, nil).Services["portal"].Environment["PORTAL_METRICS_ADDR"]
	config, err := os.ReadFile("prometheus.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(*metrics, ":")
	if want := `targets: ["portal:` + port + `"]`; !strings.Contains(string(config), want) {
		t.Errorf("prometheus.yml does not hold %s", want)
	}
}

func TestTheProgramsImageRunsAsNobodyInParticular(t *testing.T) {
	content, err := os.ReadFile(root + "/api/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "\nUSER 10001:10001\n", "\nVOLUME /data\n", "\nHEALTHCHECK "} {
		if !strings.Contains(string(content), want) {
			t.Errorf("there is no %q", strings.TrimSpace(want))
		}
	}
}
