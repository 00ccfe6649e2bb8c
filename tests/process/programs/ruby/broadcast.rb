#!/usr/bin/env ruby
# A node of broadcast, echo and unique-ids of Ruby's threads: queues, a queue with a time-out, a mutex, a condition
# variable, Timeout, fibers.

require 'json'
require 'securerandom'
require 'set'
require 'timeout'

BATCH_FOR = 0.02
RETRY_EVERY = 0.15
REPLY_WITHIN = 0.35
WORKERS = 3

class Node
  def initialize
    @lock = Mutex.new
    @writing = Mutex.new
    @acknowledged = ConditionVariable.new
    @next_id = 0
    @unanswered = {} # msg_id => neighbour and values
    @values = Set.new
    @lacking = {} # neighbour => what it has not acknowledged
    @learnt = Queue.new
    @work = Queue.new
    @clock = Fiber.new { loop { Fiber.yield Process.clock_gettime(Process::CLOCK_MONOTONIC) } }
  end

  def run
    $stdin.each_line do |line|
      message = JSON.parse(line, symbolize_names: true)
      message[:body][:type] == 'init' ? start(message) : @work << message
    end
    @work.close
    @workers&.each(&:join)
  end

  private

  def start(message)
    @id = message[:body][:node_id]
    started = @clock.resume
    warn "#{@id} starts"
    Thread.abort_on_exception = true
    @workers = Array.new(WORKERS) do
      Thread.new do
        while (request = @work.pop)
          handle(request)
        end
      end
    end
    Thread.new { gossip_for_ever }
    warn format('%s started within %.9f s', @id, @clock.resume - started)
    reply(message, type: 'init_ok')
  end

  def send_message(dest, body)
    line = JSON.generate(src: @id, dest: dest, body: body)
    @writing.synchronize do
      $stdout.puts(line)
      $stdout.flush
    end
  end

  def reply(request, **body)
    send_message(request[:src], body.merge(in_reply_to: request[:body][:msg_id]))
  end

  def handle(message)
    body = message[:body]
    case body[:type]
    when 'topology'
      @lock.synchronize { body[:topology][@id.to_sym].each { |peer| @lacking[peer] = @values.dup } }
      reply(message, type: 'topology_ok')
    when 'broadcast'
      learn([body[:message]], nil)
      reply(message, type: 'broadcast_ok')
    when 'gossip'
      learn(body[:messages], message[:src])
      reply(message, type: 'gossip_ok')
    when 'gossip_ok' then take_acknowledgement(body[:in_reply_to])
    when 'read' then reply(message, type: 'read_ok', messages: @lock.synchronize { @values.to_a.shuffle })
    when 'echo'
      # Given up by a time-out, which a thread of its own keeps, and then answered.
      begin
        Timeout.timeout(0.004) { sleep }
      rescue Timeout::Error
        reply(message, type: 'echo_ok', echo: body[:echo])
      end
    when 'generate' then reply(message, type: 'generate_ok', id: "#{SecureRandom.uuid}-#{rand(1 << 62)}-#{Process.pid}")
    else reply(message, type: 'error', code: 10, text: "no such request: #{body[:type]}")
    end
  end

  def learn(values, source)
    @lock.synchronize do
      values.each do |value|
        next unless @values.add?(value)

        @lacking.each { |peer, lacks| lacks << value if peer != source }
        @learnt << value
      end
    end
  end

  def take_acknowledgement(id)
    @lock.synchronize do
      peer, values = @unanswered.delete(id)
      @lacking[peer]&.subtract(values) if peer
      @acknowledged.broadcast
    end
  end

  def gossip_for_ever
    loop do
      begin
        Timeout.timeout(RETRY_EVERY) { @learnt.pop }
        sleep(BATCH_FOR)
        @learnt.clear
      rescue Timeout::Error
        Thread.pass
      end
      batches.each { |peer, body| send_message(peer, body) }
      @lock.synchronize do
        @acknowledged.wait(@lock, REPLY_WITHIN) unless @lacking.values.all?(&:empty?)
      end
    end
  end

  # What each neighbour lacks, unless it is still asked to acknowledge all that.
  def batches
    @lock.synchronize do
      now = Time.now
      @unanswered.delete_if { |_, (_, _, sent)| now - sent > REPLY_WITHIN }
      asked = @unanswered.values.to_set(&:first)
      @lacking.reject { |peer, lacks| lacks.empty? || asked.include?(peer) }.to_h do |peer, lacks|
        @next_id += 1
        @unanswered[@next_id] = [peer, lacks.to_a, now]
        [peer, { type: 'gossip', msg_id: @next_id, messages: lacks.to_a }]
      end
    end
  end
end

Node.new.run
