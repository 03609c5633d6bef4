// Three destinations with random stalls: each gets every word once, in order.
`timescale 1ns / 1ps
`default_nettype none
module tb_stream_broadcast;
`include "tb.vh"
  reg         in_valid = 1'b0;
  reg  [15:0] data = 16'd0;
  reg  [2:0]  out_ready = 3'd0;
  wire        in_ready;
  wire [2:0]  out_valid;
  reg  [15:0] want [0:2];
  integer     i;

  initial for (i = 0; i < 3; i = i + 1) want[i] = 16'd0;

  stream_broadcast #(.N_DESTINATIONS(3)) u_dut (
    .clk_i(clk), .rst_i(rst), .in_valid_i(in_valid), .in_ready_o(in_ready),
    .out_valid_o(out_valid), .out_ready_i(out_ready)
  );

  always @(posedge clk) if (!rst) begin
    out_ready <= {below(2) == 0, below(3) == 0, below(4) != 0};
    if (!in_valid || in_ready) begin
      in_valid <= below(3) != 0;
      if (in_valid) data <= data + 16'd1;
    end
    for (i = 0; i < 3; i = i + 1)
      if (out_valid[i] && out_ready[i]) begin
        check("word", data, want[i]);
        want[i] <= want[i] + 16'd1;
      end
    if (in_valid && in_ready)
      for (i = 0; i < 3; i = i + 1)
        check("all have it", want[i] + (out_valid[i] && out_ready[i]), data + 1);
    if (cycle == 3000) verdict(1500);
  end
endmodule
