// spike_tx: keeps the spikes of a sweep in a list, then sends them and the end-of-step token.
// push_i adds a neuron; start_i (with the last push or later) starts sending: the first token is
// valid two cycles later, then one token a cycle. Valid and token hold until accepted and are
// functions of registers. busy_o from the cycle after start_i to the one that accepts the
// end-of-step token; nothing may be pushed while busy.
`default_nettype none

module spike_tx #(
  parameter NEURON_WIDTH = 7
) (
  input  wire                    clk_i,
  input  wire                    rst_i,

  input  wire                    push_i,
  input  wire [NEURON_WIDTH-1:0] neuron_i,
  input  wire                    start_i,
  input  wire                    last_i,       // last step of the image; taken with start_i
  output wire                    busy_o,

  output wire                    out_valid_o,
  input  wire                    out_ready_i,
  output wire                    out_last_o,
  output wire                    out_eos_o,
  output wire [NEURON_WIDTH-1:0] out_addr_o    // meaningless in an end-of-step token
);

  localparam [NEURON_WIDTH:0] ONE = 1;

  reg                  sending_q, valid_q, eos_q, last_q;
  reg [NEURON_WIDTH:0] count_q, index_q;

  wire load = sending_q && (!valid_q || out_ready_i && !eos_q);
  wire sent = valid_q && eos_q && out_ready_i;

  assign busy_o      = sending_q;
  assign out_valid_o = valid_q;
  assign out_eos_o   = eos_q;
  assign out_last_o  = eos_q && last_q;

  always @(posedge clk_i) begin
    if (rst_i || sent) begin
      sending_q <= 1'b0;
      valid_q   <= 1'b0;
      count_q   <= {NEURON_WIDTH+1{1'b0}};
      index_q   <= {NEURON_WIDTH+1{1'b0}};
    end else begin
      if (push_i)  count_q   <= count_q + ONE;
      if (start_i) sending_q <= 1'b1;
      if (load) begin
        valid_q <= 1'b1;
        index_q <= index_q + ONE;
      end
    end
  end

  always @(posedge clk_i) begin
    if (start_i) last_q <= last_i;
    if (load)    eos_q  <= index_q == count_q;
  end

  ram_1r1w #(.WIDTH(NEURON_WIDTH), .DEPTH(1 << NEURON_WIDTH)) u_list (
    .clk_i(clk_i),
    .we_i(push_i), .waddr_i(count_q[NEURON_WIDTH-1:0]), .wdata_i(neuron_i),
    .re_i(load), .raddr_i(index_q[NEURON_WIDTH-1:0]), .rdata_o(out_addr_o)
  );

`ifdef FORMAL
  // Valid and token hold until accepted; an end-of-step token ends the sending and comes after as
  // many spikes as were pushed.
  reg [NEURON_WIDTH:0] f_sent;          // spikes accepted in this step
  reg                  f_past = 1'b0;
  always @(posedge clk_i) begin
    f_past <= 1'b1;
    f_sent <= rst_i || sent ? {NEURON_WIDTH+1{1'b0}} : f_sent + (valid_q && out_ready_i && !eos_q);
    if (!f_past) assume (rst_i);
    if (busy_o) assume (!push_i && !start_i);
    if (push_i) assume (!count_q[NEURON_WIDTH]);
    if (f_past) begin
      assert (sending_q || !valid_q);
      assert (index_q == f_sent + valid_q);
      assert (sending_q || index_q == 0);
      assert (f_sent <= count_q && count_q <= 1 << NEURON_WIDTH);
      if (valid_q) assert (eos_q == (f_sent == count_q));
      if ($past(out_valid_o && !out_ready_i && !rst_i))
        assert (out_valid_o && out_eos_o == $past(out_eos_o) && out_last_o == $past(out_last_o)
                && out_addr_o == $past(out_addr_o));
      if ($past(out_valid_o && out_ready_i && out_eos_o)) assert (!busy_o);
    end
  end
`endif

endmodule

`default_nettype wire
