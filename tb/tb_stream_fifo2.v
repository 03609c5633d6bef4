// Random stalls on both sides; every word comes out once, in order; full throughput without stalls.
`timescale 1ns / 1ps
`default_nettype none
module tb_stream_fifo2;
`include "tb.vh"
  reg         in_valid = 1'b0, out_ready = 1'b0;
  reg  [15:0] in_data = 16'd0, want = 16'd0;
  wire        in_ready, out_valid;
  wire [15:0] out_data;
  wire        stalls = cycle < 2000;

  stream_fifo2 #(.WIDTH(16)) u_dut (
    .clk_i(clk), .rst_i(rst),
    .in_valid_i(in_valid), .in_ready_o(in_ready), .in_data_i(in_data),
    .out_valid_o(out_valid), .out_ready_i(out_ready), .out_data_o(out_data)
  );

  always @(posedge clk) if (!rst) begin
    out_ready <= !stalls || below(2);
    if (in_ready || !in_valid) begin
      in_valid <= !stalls || below(2);
      if (in_valid) in_data <= in_data + 16'd1;
    end
    if (out_valid && out_ready) begin
      check("word", out_data, want);
      want <= want + 16'd1;
    end
    if (cycle > 2010) check("full throughput", out_valid && in_ready, 1);
    if (cycle == 2500) verdict(1500);
  end
endmodule
