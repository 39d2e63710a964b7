package heromock

// sample answers with the contract's sample of an operation, for any id and
// whatever the request says.
func (s *Server) sample(method, route string) reply {
	status, body, _ := s.contract.Sample(method, route)
	return encode(status, body)
}
