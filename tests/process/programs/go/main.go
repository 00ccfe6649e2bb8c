// A node of broadcast, echo and unique-ids that does all the things with goroutines and time that programs in Go do.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"log"
	"math/rand"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	batchFor    = 15 * time.Millisecond  // how long a value waits for others to go with it
	retryEvery  = 150 * time.Millisecond // how often what is not acknowledged is sent again
	replyWithin = 400 * time.Millisecond
	stockOfIDs  = 4
)

type set map[int]struct{}

type server struct {
	node    *Node
	dice    *rand.Rand
	handled atomic.Int64

	mu      sync.Mutex
	values  set
	lacking map[string]set // of each neighbour, what it has not acknowledged
	batch   *time.Timer    // runs from the first value of a batch

	ids     []string
	minted  int
	changed *sync.Cond // the stock of ids
}

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	s := &server{
		node:    NewNode(),
		dice:    rand.New(rand.NewSource(time.Now().UnixNano() ^ int64(os.Getpid())<<32)),
		values:  set{},
		lacking: map[string]set{},
	}
	s.changed = sync.NewCond(&s.mu)
	s.node.On("init", s.init)
	s.node.On("topology", s.topology)
	s.node.On("broadcast", s.broadcast)
	s.node.On("read", s.read)
	s.node.On("gossip", s.gossip)
	s.node.On("echo", s.echo)
	s.node.On("generate", s.generate)
	go s.watchSignals()
	if err := s.node.Run(); err != nil {
		log.Fatal(err)
	}
}

func (s *server) init(Message) error {
	log.Printf("%s starts, one of %d", s.node.ID, len(s.node.Nodes))
	for _, peer := range s.node.Nodes {
		if peer != s.node.ID {
			s.lacking[peer] = set{}
		}
	}
	go s.mint()
	go s.retry()
	return nil
}

func (s *server) watchSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	log.Fatalf("ended by %v", <-signals)
}

func (s *server) topology(m Message) error {
	var body struct {
		Topology map[string][]string `json:"topology"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return err
	}
	s.mu.Lock()
	s.lacking = map[string]set{}
	for _, peer := range body.Topology[s.node.ID] {
		s.lacking[peer] = set{}
		for value := range s.values {
			s.lacking[peer][value] = struct{}{}
		}
	}
	s.mu.Unlock()
	return s.node.Reply(m, map[string]any{"type": "topology_ok"})
}

func (s *server) broadcast(m Message) error {
	var body struct {
		Message int `json:"message"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return err
	}
	s.learn([]int{body.Message}, m.Src)
	return s.node.Reply(m, map[string]any{"type": "broadcast_ok"})
}

func (s *server) gossip(m Message) error {
	var body struct {
		Messages []int `json:"messages"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return err
	}
	s.learn(body.Messages, m.Src)
	return s.node.Reply(m, map[string]any{"type": "gossip_ok"})
}

// learn keeps values and has those that are new sent on, but to the one they came from.
func (s *server) learn(values []int, from string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		if _, known := s.values[value]; known {
			continue
		}
		s.values[value] = struct{}{}
		for peer, lacks := range s.lacking {
			if peer != from {
				lacks[value] = struct{}{}
			}
		}
		if s.batch == nil {
			s.batch = time.AfterFunc(batchFor, s.flush)
		}
	}
	if s.handled.Add(1)%50 == 0 {
		runtime.GC()
	}
}

// flush sends each neighbour what it lacks. Acknowledgements come to callbacks and race the retry.
func (s *server) flush() {
	s.mu.Lock()
	s.batch = nil
	batches := s.batches()
	s.mu.Unlock()
	for peer, values := range batches { // in the order of the map, which Go draws
		peer, values := peer, values
		_, err := s.node.RPC(peer, gossipOf(values), func(Message) { s.acknowledged(peer, values) })
		if err != nil {
			log.Printf("to %s: %v", peer, err)
		}
	}
}

func (s *server) batches() map[string][]int {
	batches := map[string][]int{}
	for peer, lacks := range s.lacking {
		for value := range lacks {
			batches[peer] = append(batches[peer], value)
		}
	}
	return batches
}

func gossipOf(values []int) map[string]any {
	return map[string]any{"type": "gossip", "messages": values}
}

func (s *server) acknowledged(peer string, values []int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		delete(s.lacking[peer], value)
	}
}

// retry sends again, to all neighbours at once, what they have not acknowledged; a round ends with its last reply.
func (s *server) retry() {
	ticker := time.NewTicker(retryEvery)
	defer ticker.Stop()
	for range ticker.C {
		s.mu.Lock()
		batches := s.batches()
		s.mu.Unlock()
		var round sync.WaitGroup
		for peer, values := range batches {
			round.Add(1)
			go func(peer string, values []int) {
				defer round.Done()
				ctx, cancel := context.WithTimeout(context.Background(), replyWithin)
				defer cancel()
				if _, err := s.node.Ask(ctx, peer, gossipOf(values)); err == nil {
					s.acknowledged(peer, values)
				}
			}(peer, values)
		}
		round.Wait()
		time.Sleep(time.Duration(s.roll(5)) * time.Millisecond)
	}
}

func (s *server) roll(sides int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dice.Int63n(sides)
}

func (s *server) read(m Message) error {
	s.mu.Lock()
	values := make([]int, 0, len(s.values))
	for value := range s.values {
		values = append(values, value)
	}
	s.mu.Unlock()
	return s.node.Reply(m, map[string]any{"type": "read_ok", "messages": values})
}

func (s *server) echo(m Message) error {
	var body struct {
		Echo json.RawMessage `json:"echo"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return err
	}
	return s.node.Reply(m, map[string]any{"type": "echo_ok", "echo": body.Echo})
}

// mint keeps a stock of ids. They are unique only as far as the clock, the pid and the hash's seed differ among nodes.
func (s *server) mint() {
	seed := maphash.MakeSeed()
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		for len(s.ids) >= stockOfIDs {
			s.changed.Wait()
		}
		var hash maphash.Hash
		hash.SetSeed(seed)
		_, _ = fmt.Fprintf(&hash, "%d", s.minted)
		s.minted++
		s.ids = append(s.ids, fmt.Sprintf("%x-%x-%d", s.dice.Int63(), hash.Sum64(), s.minted))
		s.changed.Broadcast()
	}
}

func (s *server) generate(m Message) error {
	s.mu.Lock()
	for len(s.ids) == 0 {
		s.changed.Wait()
	}
	id := s.ids[0]
	s.ids = s.ids[1:]
	s.changed.Broadcast()
	s.mu.Unlock()
	return s.node.Reply(m, map[string]any{"type": "generate_ok", "id": id})
}
