// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// killPoint is an apply that is killed while Hero has acted on a request and the
// answer is under way.
type killPoint struct {
	before string // what is configured, and applied, first
	config string
	method string
	route  string
	// imported is the address of what was made and not recorded, and tells the command that
	// names it with the command that imports it. Empty where the next apply suffices.
	imported, tells string
	// objects are counted in the mock, want being how many there are to be in the end.
	objects func(*heromock.Server) int
	want    int
}

func killPoints() map[string]killPoint {
	patients := func(s *heromock.Server) int { return len(s.Patients("1001")) }
	webhooks := func(s *heromock.Server) int { return len(s.Webhooks("1001")) }
	with := func(name, value string, objects ...members) (n int) {
		for _, object := range objects {
			if object[name] == value {
				n++
			}
		}
		return n
	}
	settings := func(s *heromock.Server) int { return with("name", "Northside", s.PracticeGroup("1001")) }
	prescriber := func(s *heromock.Server) int { return with("external_prescriber_id", "SRX-9", s.Admins("1001")...) }
	const (
		webhook = "resource \"hero_webhook\" \"this\" {\n  event_type = \"appointment.confirmed\"\n  url        = \"https://example.com/hook\"\n}\n"
		guarded = "resource \"hero_webhook\" \"this\" {\n  event_type   = \"appointment.confirmed\"\n  url          = \"https://example.com/hook\"\n  refuse_equal = true\n}\n"
	)
	return map[string]killPoint{
		"patient":                       {"", ada().patient("this"), "POST", routeRegister, patientAddress, "apply -auto-approve", patients, 1},
		"patient without an NHS number": {"", grace().patient("this"), "POST", routeRegister, patientAddress, "apply -auto-approve", patients, 1},
		"change of a patient":           {ada().patient("this"), ada().with("mobile", "07700 900124").patient("this"), "POST", routeRegister, "", "", patients, 1},
		"PDS patient": {
			"", "resource \"hero_pds_patient\" \"this\" {\n  nhs_number = \"999 000 1014\"\n  dob        = \"1992-01-01\"\n}\n",
			"POST", "/v1/patients/register_pds", "", "", patients, 1,
		},
		"webhook": {"", webhook, "POST", "/v1/webhooks", "hero_webhook.this", "plan", webhooks, 1},
		// Nobody reads a plan before this one is applied.
		"webhook that refuses equal ones": {"", guarded, "POST", "/v1/webhooks", "hero_webhook.this", "apply -auto-approve", webhooks, 1},
		"settings":                        {"", "resource \"hero_practice_group_settings\" \"this\" {\n  name = \"Northside\"\n}\n", "PATCH", settingsRoute, "", "", settings, 1},
		"prescriber": {
			"", "resource \"hero_admin_prescriber\" \"this\" {\n  admin_id               = \"501\"\n  external_prescriber_id = \"SRX-9\"\n}\n",
			"PATCH", "/v1/admins/{id}", "", "", prescriber, 1,
		},
		"deletion of a webhook": {webhook, "", "DELETE", "/v1/webhooks/{id}", "", "", webhooks, 0},
	}
}

// Who is killed in mid-apply has recorded nothing. There is never a second object
// afterwards, and what is there is named with the command that imports it.
func TestAccKilled(t *testing.T) {
	t.Parallel()
	for name, c := range killPoints() {
		for _, victim := range []string{"provider", "terraform"} {
			t.Run(name+", "+victim, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Listen(t, func(o *heromock.Options) { o.Latency = 5 * time.Millisecond })
				w := newWorkspace(t, mock)
				if c.before != "" {
					w.write("main.tf", c.before)
					w.mustRun("apply", "-auto-approve")
				}
				w.write("main.tf", c.config)
				w.killedApply(mock, victim, c.method, c.route)
				if c.imported != "" {
					w.importNamed(c.imported, strings.Fields(c.tells)...)
				}
				w.mustRun("apply", "-auto-approve")
				w.wantNoChanges()
				if got := c.objects(mock); got != c.want {
					t.Errorf("%d objects are in Hero, want %d", got, c.want)
				}
			})
		}
	}
}

// A request that Hero never acted on leaves nothing behind, and the next apply
// needs no help.
func TestAccKilled_beforeHeroActs(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"patient": ada(), "patient without an NHS number": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			w := newWorkspace(t, mock)
			w.write("main.tf", who.patient("this"))
			mock.Inject(heromock.Fault{Method: "POST", Route: routeRegister, Count: 1, Status: 503})
			w.killedApply(mock, "provider", "POST", routeRegister)
			if n := len(mock.Patients("1001")); n != 0 {
				t.Fatalf("%d patients were made although Hero never acted", n)
			}
			w.mustRun("apply", "-auto-approve")
			w.wantNoChanges()
			onlyPatient(t, mock, "1001")
		})
	}
}

// killedApply runs an apply whose provider, or which itself, is killed after the
// mock has dealt with the next request to the route and before it answers.
func (w *workspace) killedApply(mock *heromock.Server, victim, method, route string) {
	w.t.Helper()
	started, killed := make(chan *os.Process, 1), make(chan struct{})
	mock.After(method, route, func() {
		defer close(killed)
		cli := <-started
		providers := providersOf(w.t, cli.Pid)
		if victim == "provider" {
			for _, provider := range providers {
				w.kill(provider)
			}
			return
		}
		w.kill(cli)
		// An orphan may go on for as long as it likes: it must do no harm meanwhile.
		w.t.Cleanup(func() {
			for _, provider := range providers {
				_ = provider.Kill() // it may have ended by itself
			}
		})
	})
	command := exec.CommandContext(w.t.Context(), cliPath(w.t), "apply", "-auto-approve")
	command.Dir, command.Env, command.WaitDelay = w.dir, w.environment(), 10*time.Second
	var out bytes.Buffer // of both, which the package then writes from one goroutine
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		w.t.Fatal(err)
	}
	started <- command.Process
	err := command.Wait()
	// The CLI may see that its provider is gone before the one who killed it goes on.
	select {
	case <-killed:
	case <-time.After(time.Minute):
		w.t.Fatalf("nobody was killed: no %s %s came\n%s", method, route, out.String())
	}
	if err == nil {
		w.t.Fatalf("an apply that is killed succeeds:\n%s", out.String())
	}
}

// importNamed runs a command that has to name an object that is there and how to
// import it, and does that.
func (w *workspace) importNamed(address string, tells ...string) {
	w.t.Helper()
	told := w.run(tells...)
	command := regexp.MustCompile(`terraform (import) <address> (1001/\w+)`).FindStringSubmatch(told.text())
	if command == nil {
		w.t.Fatalf("%q does not name the command that imports the object:\n%s", tells, told.out)
	}
	w.mustRun(command[1], address, command[2])
}

func (w *workspace) kill(process *os.Process) {
	if err := process.Kill(); err != nil {
		w.t.Errorf("killing process %d: %v", process.Pid, err)
	}
}

// providersOf are the provider's processes that a CLI has started.
func providersOf(t testing.TB, cli int) (found []*os.Process) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "pid=,ppid=,args=").Output()
	if err != nil {
		t.Errorf("listing processes: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(cli) || !strings.HasPrefix(filepath.Base(fields[2]), "terraform-provider-hero") {
			continue
		}
		pid, err := strconv.Atoi(fields[0])
		if err != nil {
			t.Errorf("reading a process id: %v", err)
			continue
		}
		process, err := os.FindProcess(pid)
		if err != nil {
			t.Errorf("finding process %d: %v", pid, err)
			continue
		}
		found = append(found, process)
	}
	if len(found) == 0 {
		t.Errorf("the CLI, process %d, has no provider running", cli)
	}
	return found
}
