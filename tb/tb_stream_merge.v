// Three sources with random spikes per step, random stalls: token order, addresses, dropped
// end-of-step tokens, last flag.
`timescale 1ns / 1ps
`default_nettype none
module tb_stream_merge;
`include "tb.vh"
  localparam N = 3, STRIDE = 20;
  reg  [N-1:0]    in_valid = 0;
  wire [N-1:0]    in_ready;
  wire [32*N-1:0] in_token;
  wire            out_valid;
  reg             out_ready = 1'b0;
  wire [17:0]     out_token;

  // Source s sends n(s, step) spikes with addresses 0 .. n-1.
  function integer n_spikes(input integer s, input integer step);
    n_spikes = ((s + 1) * 7 + step * 5 + seed0) % 6 < 3 ? 0 : (s * 3 + step * 11) % 17;
  endfunction
  integer seed0 = 0, s;
  integer step [0:N-1];
  integer sent [0:N-1];
  integer source = 0, at = 0, out_step = 0;

  initial for (s = 0; s < N; s = s + 1) begin step[s] = 0; sent[s] = 0; end

  genvar g;
  generate for (g = 0; g < N; g = g + 1) begin : g_token
    wire eos = sent[g] == n_spikes(g, step[g]);
    wire [29:0] addr = sent[g];
    assign in_token[32*g +: 32] = {eos && step[g] % 10 == 9, eos, addr};
  end endgenerate

  stream_merge #(.N_SOURCES(N), .STRIDE(STRIDE), .ADDR_WIDTH(16)) u_dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready), .in_token_i(in_token),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_token_o(out_token)
  );

  // Sources before this one that have nothing left in this step
  task skip_empty;
    while (source < N - 1 && at == n_spikes(source, out_step)) begin
      source = source + 1;
      at = 0;
    end
  endtask

  always @(posedge clk) if (!rst) begin
    out_ready <= below(3) != 0;
    for (s = 0; s < N; s = s + 1)
      if (!in_valid[s] || in_ready[s]) begin
        in_valid[s] <= below(3) != 0;
        if (in_valid[s] && in_ready[s]) begin
          if (in_token[32*s + 30]) begin
            step[s] <= step[s] + 1;
            sent[s] <= 0;
          end else sent[s] <= sent[s] + 1;
        end
      end
    if (out_valid && out_ready) begin
      skip_empty;
      if (at == n_spikes(source, out_step)) begin
        check("end of step", out_token, {out_step % 10 == 9, 1'b1, 16'd0});
        out_step = out_step + 1;
        source = 0;
        at = 0;
      end else begin
        check("spike", out_token, source * STRIDE + at);
        at = at + 1;
      end
    end
    if (cycle == 6000) verdict(1500);
  end
endmodule
