// Two sources, two destinations, random stalls everywhere: both destinations see the merged stream.
`timescale 1ns / 1ps
`default_nettype none
module tb_layer_link;
`include "tb.vh"
  localparam N = 2, M = 2, STRIDE = 32;
  reg  [N-1:0]    in_valid = 0;
  wire [N-1:0]    in_ready;
  wire [32*N-1:0] in_token;
  wire [M-1:0]    out_valid;
  reg  [M-1:0]    out_ready = 0;
  wire [17:0]     out_token;
  reg  [17:0]     held;
  reg             was_held = 1'b0;

  function integer n_spikes(input integer s, input integer step);
    n_spikes = (s * 5 + step * 3) % 7;
  endfunction
  integer s, d, k;
  integer step [0:N-1];
  integer sent [0:N-1];
  reg [17:0] want [0:4095];
  integer n_want = 0;
  integer got [0:M-1];

  initial begin
    for (s = 0; s < N; s = s + 1) begin step[s] = 0; sent[s] = 0; end
    for (d = 0; d < M; d = d + 1) got[d] = 0;
    for (k = 0; k < 300; k = k + 1) begin
      for (s = 0; s < N; s = s + 1)
        for (d = 0; d < n_spikes(s, k); d = d + 1) begin
          want[n_want] = s * STRIDE + d;
          n_want = n_want + 1;
        end
      want[n_want] = {k % 10 == 9, 1'b1, 16'd0};
      n_want = n_want + 1;
    end
  end

  genvar g;
  generate for (g = 0; g < N; g = g + 1) begin : g_token
    wire eos = sent[g] == n_spikes(g, step[g]);
    wire [29:0] addr = sent[g];
    assign in_token[32*g +: 32] = {eos && step[g] % 10 == 9, eos, addr};
  end endgenerate

  layer_link #(.N_SOURCES(N), .N_DESTINATIONS(M), .STRIDE(STRIDE), .ADDR_WIDTH(16)) u_dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_token_i(in_token),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_token_o(out_token)
  );

  always @(posedge clk) if (!rst) begin
    out_ready <= {below(2) == 0, below(3) != 0};
    for (s = 0; s < N; s = s + 1)
      if (!in_valid[s] || in_ready[s]) begin
        in_valid[s] <= below(3) != 0;
        if (in_valid[s] && in_ready[s]) begin
          step[s] <= in_token[32*s + 30] ? step[s] + 1 : step[s];
          sent[s] <= in_token[32*s + 30] ? 0 : sent[s] + 1;
        end
      end
    for (d = 0; d < M; d = d + 1)
      if (out_valid[d] && out_ready[d]) begin
        check("token", out_token, want[got[d]]);
        got[d] = got[d] + 1;
      end
    if (was_held) check("token holds", out_token, held);
    held     <= out_token;
    was_held <= |(out_valid & ~out_ready);
    if (got[0] > 2000 && got[1] > 2000) begin
      check("in step", got[0] - got[1] + 1 < 3, 1);
      verdict(4000);
    end
    if (cycle == 30000) verdict(1000000);
  end
endmodule
