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

// killPoint is an apply that is killed after Hero has acted on a request, before the
// response arrives.
type killPoint struct {
	before string // the configuration that is applied first
	config string
	method string
	route  string
	// imported is the address of the object that was made but not recorded. tells is the
	// command whose output says how to import it. Both are empty if the next apply suffices.
	imported, tells string
	// objects counts the objects in the mock. want is their number in the end.
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
		// The apply itself refuses this one.
		"webhook that refuses equal ones": {"", guarded, "POST", "/v1/webhooks", "hero_webhook.this", "apply -auto-approve", webhooks, 1},
		"settings":                        {"", "resource \"hero_practice_group_settings\" \"this\" {\n  name = \"Northside\"\n}\n", "PATCH", settingsRoute, "", "", settings, 1},
		"prescriber": {
			"", "resource \"hero_admin_prescriber\" \"this\" {\n  admin_id               = \"501\"\n  external_prescriber_id = \"SRX-9\"\n}\n",
			"PATCH", "/v1/admins/{id}", "", "", prescriber, 1,
		},
		"deletion of a webhook": {webhook, "", "DELETE", "/v1/webhooks/{id}", "", "", webhooks, 0},
	}
}

// An apply that is killed half-way has recorded nothing. There must never be a second
// object afterwards, and the next run must name the object and the command that imports it.
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

// If Hero has not acted on the request, nothing is left behind, and the next apply
// succeeds without an import.
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

// killedApply runs an apply and kills the provider, or the CLI, after the mock has
// handled the next request to the route and before it responds.
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
		// An orphaned provider may go on until the test ends, and must do no harm.
		w.t.Cleanup(func() {
			for _, provider := range providers {
				_ = provider.Kill() // it may already have exited
			}
		})
	})
	command := exec.CommandContext(w.t.Context(), cliPath(w.t), "apply", "-auto-approve")
	command.Dir, command.Env, command.WaitDelay = w.dir, w.environment(), 10*time.Second
	var out bytes.Buffer // one buffer for both, so that os/exec writes from one goroutine
	command.Stdout, command.Stderr = &out, &out
	if err := command.Start(); err != nil {
		w.t.Fatal(err)
	}
	started <- command.Process
	err := command.Wait()
	// The CLI may exit before the hook that killed its provider has returned.
	select {
	case <-killed:
	case <-time.After(time.Minute):
		w.t.Fatalf("nothing was killed, because there was no %s %s:\n%s", method, route, out.String())
	}
	if err == nil {
		w.t.Fatalf("the killed apply succeeds:\n%s", out.String())
	}
}

// importNamed runs a command whose output must name an existing object and the command
// that imports it, and then runs that command.
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

// providersOf returns the provider's processes that a CLI has started.
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
