// Random lists: order, end-of-step and last flags, tokens hold under stalls, one a cycle without.
`timescale 1ns / 1ps
`default_nettype none
module tb_spike_tx;
`include "tb.vh"
  reg        push = 1'b0, start = 1'b0, last = 1'b0, out_ready = 1'b0;
  reg  [4:0] neuron = 5'd0;
  wire       busy, out_valid, out_last, out_eos;
  wire [4:0] out_addr;
  reg  [4:0] list [0:31];
  integer    n = 0, left = 0, at = 0, started = 0, steps = 0;
  reg        filling = 1'b1, want_last = 1'b0, held = 1'b0, stalls = 1'b1;
  reg  [6:0] previous;

  spike_tx #(.NEURON_WIDTH(5)) u_dut (
    .clk_i(clk), .rst_i(rst), .push_i(push), .neuron_i(neuron), .start_i(start), .last_i(last),
    .busy_o(busy), .out_valid_o(out_valid), .out_ready_i(out_ready), .out_last_o(out_last),
    .out_eos_o(out_eos), .out_addr_o(out_addr)
  );

  always @(posedge clk) if (!rst) begin
    push  <= 1'b0;
    start <= 1'b0;
    out_ready <= !stalls || below(2);
    if (filling && !busy && !start) begin
      if (left == 0) begin
        left = 1 + below(32);
        n = 0;
        stalls = below(2);
      end
      left = left - 1;
      if (below(2) || steps % 7 == 0) begin
        list[n] = below(32);
        neuron <= list[n];
        push <= 1'b1;
        n = n + 1;
      end
      if (left == 0) begin
        start <= 1'b1;
        last <= below(2);
        filling = 1'b0;
        at = 0;
        started = cycle;
      end
    end
    if (start) want_last <= last;
    if (out_valid && held) check("holds", {out_last, out_eos, out_addr}, previous);
    held   <= out_valid && !out_ready;
    previous <= {out_last, out_eos, out_addr};
    if (out_valid && at == 0 && !held) check("first token", cycle - started, 3);
    if (out_valid && out_ready) begin
      check("eos", out_eos, at == n);
      if (at < n) check("neuron", out_addr, list[at]);
      check("last", out_last, at == n && want_last);
      if (!stalls && at == n) check("one a cycle", cycle - started, 3 + n);
      if (at == n) begin
        filling = 1'b1;
        steps = steps + 1;
      end
      at = at + 1;
    end
    if (steps == 200 || cycle == 30000) verdict(5000);
  end
endmodule
