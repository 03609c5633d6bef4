// Random reads and writes against an array; reads see the old word and hold.
`timescale 1ns / 1ps
`default_nettype none
module tb_ram_1r1w;
`include "tb.vh"
  reg        we = 1'b0, re = 1'b0;
  reg  [3:0] waddr = 4'd0, raddr = 4'd0;
  reg  [7:0] wdata = 8'd0, want = 8'd0;
  wire [7:0] rdata;
  reg  [7:0] model [0:15];
  reg        known = 1'b0;
  integer    i;

  initial for (i = 0; i < 16; i = i + 1) model[i] = 8'd0;

  ram_1r1w #(.WIDTH(8), .DEPTH(16)) u_dut (
    .clk_i(clk), .we_i(we), .waddr_i(waddr), .wdata_i(wdata),
    .re_i(re), .raddr_i(raddr), .rdata_o(rdata)
  );

  always @(posedge clk) if (!rst) begin
    we    <= below(2);
    re    <= below(2);
    waddr <= below(16);
    raddr <= below(16);
    wdata <= below(256);
    if (known) check("rdata", rdata, want);
    if (re) begin
      want  <= model[raddr];
      known <= 1'b1;
    end
    if (we) model[waddr] <= wdata;
    if (cycle == 3000) verdict(2900);
  end
endmodule
