// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"
)

func TestReadThatBeganBeforeAWriteIsNotRemembered(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 0 {
			close(began)
			<-release
			answerJSON(w, 200, `{"name":"old"}`)
			return
		}
		answerJSON(w, 200, `{"name":"new"}`)
	})
	p := s.practice(t)
	name := func() string {
		group, err := p.GetPracticeGroup(t.Context())
		if err != nil {
			t.Error(err)
			return ""
		}
		return text(group.Name)
	}
	var wg sync.WaitGroup
	wg.Go(func() { name() })
	<-began
	if err := p.UpdatePracticeGroup(t.Context(), PracticeGroupUpdate{Name: Value("new")}); err != nil {
		t.Fatal(err)
	}
	soon(t, func() {
		if got := name(); got != "new" {
			t.Errorf("a read after the write joined the one from before: %q", got)
		}
	})
	close(release)
	wg.Wait()
	if got := name(); got != "new" {
		t.Errorf("the read from before the write was remembered: %q", got)
	}
}

func TestACallerThatLeavesDoesNotTakeTheOthersAlong(t *testing.T) {
	t.Parallel()
	began := make(chan struct{}, 10)
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		began <- struct{}{}
		select {
		case <-release:
			answerJSON(w, 200, groupAnswer)
		case <-r.Context().Done():
		}
	})
	p := s.practice(t)
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { _, err := p.GetPracticeGroup(ctx); first <- err }()
	<-began
	go func() { _, err := p.GetPracticeGroup(t.Context()); second <- err }()
	time.Sleep(20 * time.Millisecond)
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the first caller got %v", err)
	}
	<-began // the second caller's own read
	close(release)
	if err := <-second; err != nil {
		t.Errorf("the second caller got %v", err)
	}
}

func TestAWaitingCallerCanLeave(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		close(began)
		<-release
		answerJSON(w, 200, groupAnswer)
	})
	p := s.practice(t)
	first := make(chan error, 1)
	go func() { _, err := p.GetPracticeGroup(t.Context()); first <- err }()
	<-began
	soon(t, func() {
		if _, err := p.GetPracticeGroup(cancelledAfter(t, 20*time.Millisecond)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	close(release)
	if err := <-first; err != nil || len(s.requests()) != 1 {
		t.Errorf("the first caller got %v after %d requests", err, len(s.requests()))
	}
}

func TestListThatBeganBeforeADeleteIsNotRemembered(t *testing.T) {
	t.Parallel()
	began, release := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		switch n {
		case 0:
			close(began)
			<-release
			answerJSON(w, 200, `[{"id":"1"}]`)
		default:
			answerJSON(w, 200, `[]`)
		}
	})
	p := s.practice(t)
	first := make(chan error, 1)
	go func() { _, err := p.ListWebhooks(t.Context()); first <- err }()
	<-began
	if err := p.DeleteWebhook(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	if listed, err := p.ListWebhooks(t.Context()); err != nil || len(listed) != 0 {
		t.Errorf("got %+v, %v", listed, err)
	}
}
