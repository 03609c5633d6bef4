// One to four destinations with random stalls: each gets every token once and in order; its valid
// holds until it takes the token and is then low until all have; the source is accepted exactly
// when the last one takes it.
`timescale 1ns / 1ps
`default_nettype none
module tb_stream_broadcast;
  localparam N_TOKENS = 1500;
  `include "tb.vh"

  integer n_done = 0;

  genvar n;
  generate
    for (n = 1; n <= 4; n = n + 1) begin : g_case
      reg          in_valid = 1'b0;
      reg  [n-1:0] out_ready = {n{1'b0}}, taken = {n{1'b0}};
      wire         in_ready;
      wire [n-1:0] out_valid;
      integer      token = 0, rate = 50;

      stream_broadcast #(.N_DESTINATIONS(n)) u_dut (
        .clk_i(clk), .rst_i(rst),
        .in_valid_i(in_valid), .in_ready_o(in_ready),
        .out_valid_o(out_valid), .out_ready_i(out_ready)
      );

      // taken: who already has the token that the source holds.
      always @(posedge clk) begin
        if (!rst && token < N_TOKENS) begin
          check("valid", out_valid, in_valid ? ~taken & {n{1'b1}} : {n{1'b0}});
          if (in_valid) begin
            check("accepted with the last", in_ready, &(taken | out_ready));
            taken = &(taken | out_ready) ? {n{1'b0}} : taken | out_ready;
          end
          if (in_valid && in_ready) begin
            token = token + 1;
            check("all have it", taken, 0);
            if (token == N_TOKENS) n_done = n_done + 1;
          end
          if (cycle % 64 == 0) rate = 10 * (1 + below(10));
          if (in_ready || !in_valid) in_valid <= coin(60);
          out_ready <= coin(rate) ? {n{1'b1}} : below(1 << n);
        end
      end
    end
  endgenerate

  always @(posedge clk) if (n_done == 4) verdict(20000);
endmodule
