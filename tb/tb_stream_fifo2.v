// Random stalls on both sides: every word comes out once, in order; valid and data hold until
// accepted; ready and valid follow the number of words held, so both are functions of registers.
`timescale 1ns / 1ps
`default_nettype none
module tb_stream_fifo2;
  localparam N_WORDS = 4000;
  `include "tb.vh"

  reg         in_valid = 1'b0, out_ready = 1'b0;
  reg  [15:0] in_data = 16'd0, next_out = 16'd0;
  wire        in_ready, out_valid;
  wire [15:0] out_data;
  integer     held = 0, rate_in = 50, rate_out = 50, n_full = 0;

  stream_fifo2 #(.WIDTH(16)) u_dut (
    .clk_i(clk), .rst_i(rst),
    .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_valid ? in_data : 16'hdead),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data)
  );

  always @(posedge clk) begin
    if (!rst) begin
      check("ready", in_ready, held < 2);
      check("valid", out_valid, held > 0);
      if (out_valid) check("data", out_data, next_out);
      if (held == 2) n_full = n_full + 1;
      if (out_valid && out_ready) begin
        held   = held - 1;
        next_out = next_out + 16'd1;
      end
      if (in_valid && in_ready) begin
        held  = held + 1;
        in_data <= in_data + 16'd1;
      end
      if (cycle % 64 == 0) begin
        rate_in  = 10 * (1 + below(10));
        rate_out = 10 * (1 + below(10));
      end
      if (in_ready || !in_valid) in_valid <= coin(rate_in);
      out_ready <= coin(rate_out);
      if (next_out == N_WORDS) begin
        check("was full", n_full > 0, 1);
        verdict(10000);
      end
    end
  end
endmodule
