// SPDX-License-Identifier: MPL-2.0

package server

import (
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// parentTest names the environment variable that tells a process its role.
const parentTest = "SERVER_PARENT_TEST"

// The test starts a parent, which starts a child, and kills the parent. The child holds
// the end of a pipe, so the pipe closes when the child exits.
func TestEndWithParent(t *testing.T) {
	t.Parallel()
	self := func(role string) *exec.Cmd {
		command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEndWithParent$")
		command.Env = append(os.Environ(), parentTest+"="+role)
		return command
	}
	switch os.Getenv(parentTest) {
	case "parent":
		child := self("child")
		child.Stdout = os.Stdout // the child inherits the pipe itself
		if err := child.Run(); err != nil {
			t.Fatal(err)
		}
		return
	case "child":
		go endWithParent(10 * time.Millisecond)
		time.Sleep(50 * time.Millisecond) // until it knows its parent
		_, _ = os.Stdout.WriteString("ready")
		time.Sleep(time.Minute)
		return
	}
	out, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	parent := self("parent")
	parent.Stdout = held
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	_ = held.Close()
	if _, err := io.ReadFull(out, make([]byte, len("ready"))); err != nil {
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if err := out.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Errorf("the child outlives its parent: %v", err)
	}
}
